import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Lock, tryLock } from '../../scripts/fileLock.mjs';

/** Another process of ours works in the folder. Exit status 75: it can be tried again once that one has ended. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(`${folder} is in use by process ${pid}: another \`npm start\` runs on the same data.`);
    this.pid = pid;
  }
}

/**
 * Takes the folder for this process; the lock lies beside it, so that it works before the folder exists. A killed
 * process needs no clean-up: the lock of a dead one counts for nothing. Throws `FolderInUseError`.
 */
export async function lockFolder(folder: string): Promise<Lock> {
  await mkdir(dirname(folder), { recursive: true });
  const lock = tryLock(`${folder}.lock`);
  if (lock.kind === 'held') throw new FolderInUseError(folder, lock.pid);
  return lock;
}
