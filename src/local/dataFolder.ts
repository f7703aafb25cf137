import { access, chmod, constants, mkdir, readdir, stat } from 'node:fs/promises';
import { ConfigurationError } from '../config.ts';

const refused = (rule: string): ConfigurationError => new ConfigurationError(`KONTOSYNC_DATA_DIR: ${rule}`);

/**
 * Makes the data folder, 0700 (contract 2). One that others may enter is closed to them only where it is empty or ours:
 * the setting may name somebody's home or `/tmp` by mistake. Throws `ConfigurationError`.
 */
export async function openDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (((await stat(folder)).mode & 0o077) !== 0) {
      const content = await readdir(folder);
      if (content.length > 0 && !content.includes('secrets.json'))
        throw refused('a folder of its own is needed; this one holds other files and is open to other users');
      await chmod(folder, 0o700);
    }
    await access(folder, constants.W_OK);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
    throw refused(`this folder cannot be made or written (${code})`);
  }
}
