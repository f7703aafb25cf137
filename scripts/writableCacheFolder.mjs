import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { cacheFolders } from './findTemporal.mjs';
import { SetupError } from './setupError.mjs';

/** The first cache folder that can be made and written, 0700. */
export function writableCacheFolder(env) {
  const reasons = [];
  for (const folder of cacheFolders(env)) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      accessSync(folder, constants.W_OK);
      const { uid } = statSync(folder);
      if (uid === (process.getuid?.() ?? uid)) return folder;
      reasons.push(`${folder} belongs to another user`);
    } catch (error) {
      reasons.push(error.message);
    }
  }
  throw new SetupError(
    `There is no folder to keep downloads in: ${reasons.join('; ')}. Set XDG_CACHE_HOME to a folder that you may write.`,
    78,
  );
}
