import { access, constants, stat, statfs } from 'node:fs/promises';
import { type Finding, good, wrong } from './finding.ts';

const leastFreeMiB = 500;

/** Whether others may look into the data folder, whether it can be written and whether its disk has room. */
export async function checkDataFolder(folder: string): Promise<Finding> {
  const subject = 'data folder';
  try {
    const { mode } = await stat(folder);
    if ((mode & 0o077) !== 0)
      return wrong(
        subject,
        'is open to other users',
        `chmod 700 ${folder}, or set KONTOSYNC_DATA_DIR to a folder of its own`,
      );
    await access(folder, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(folder);
    const freeMiB = Math.floor((bavail * bsize) / 1_048_576);
    if (freeMiB < leastFreeMiB)
      return wrong(subject, `${freeMiB} MiB are free`, `make room: a renewed token that cannot be written is lost`);
    return good(subject, `0700, ${freeMiB} MiB free`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT') return good(subject, 'is made when a worker starts');
    return wrong(subject, `cannot be used (${code})`, 'let KONTOSYNC_DATA_DIR belong to the user who runs the program');
  }
}
