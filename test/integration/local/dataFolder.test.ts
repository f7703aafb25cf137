import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ConfigurationError } from '../../../src/config.ts';
import { openDataFolder } from '../../../src/local/dataFolder.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const modeOf = async (folder: string): Promise<number> => (await stat(folder)).mode & 0o777;

/** A folder of mode 0755 with these files. */
async function openFolder(files: readonly string[]): Promise<string> {
  const folder = join(await temporaryFolder(), 'a folder');
  await mkdir(folder);
  await Promise.all(files.map((name) => writeFile(join(folder, name), '')));
  await chmod(folder, 0o755);
  return folder;
}

describe('the data folder', () => {
  test('contract 2 is made, 0700, with its parents', async () => {
    const folder = join(await temporaryFolder(), 'a', 'b');
    await openDataFolder(folder);
    expect(await modeOf(folder)).toBe(0o700);
  });

  test.each([[[]], [['secrets.json', 'running.lock']]])(
    'contract 2 is closed to others when it holds %j',
    async (files) => {
      const folder = await openFolder(files);
      await openDataFolder(folder);
      expect(await modeOf(folder)).toBe(0o700);
    },
  );

  test('contract 2 a folder of somebody else’s files keeps its mode and is refused', async () => {
    const folder = await openFolder(['letter.txt']);
    await expect(openDataFolder(folder)).rejects.toThrow(ConfigurationError);
    expect(await modeOf(folder)).toBe(0o755);
    expect(await readdir(folder)).toEqual(['letter.txt']);
  });

  test('contract 2 a path that leads through a file is a wrong setting, told without its value', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    const opened = openDataFolder(join(file, 'data'));
    await expect(opened).rejects.toThrow(/^KONTOSYNC_DATA_DIR: this folder cannot be made or written \(ENOTDIR\)$/);
    await expect(openDataFolder(file)).rejects.toThrow(ConfigurationError);
  });
});
