import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadLocalSecrets } from '../../../src/local/localSecrets.ts';
import { weakSecretRule } from '../../../src/security/weakSecret.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontosync-secrets-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

test('contract 2 a second start reads what the first made up', async () => {
  const dataDir = join(folder, 'deep', 'data');
  const made = await loadLocalSecrets(dataDir);
  expect(await loadLocalSecrets(dataDir)).toEqual(made);
  expect(await readdir(dataDir)).toEqual(['secrets.json']);
});

test('contract 2 the folder is 0700 and the file 0600', async () => {
  const dataDir = join(folder, 'data');
  await loadLocalSecrets(dataDir);
  expect(await modeOf(dataDir)).toBe(0o700);
  expect(await modeOf(join(dataDir, 'secrets.json'))).toBe(0o600);
});

test('B-9 the secret key is not weak, and no two secrets are the same', async () => {
  const secrets = await loadLocalSecrets(join(folder, 'a'));
  expect(weakSecretRule(secrets.secretKey, [secrets.demoKey])).toBeNull();
  const others = await loadLocalSecrets(join(folder, 'b'));
  const values = [...Object.values(secrets), ...Object.values(others)];
  expect(new Set(values).size).toBe(values.length);
});

test.each(['', '{', '{}', '{"secretKey":1}'])(
  'a file that is broken (%s) is not replaced: tokens hang on it',
  async (text) => {
    const file = join(folder, 'secrets.json');
    await writeFile(file, text);
    await expect(loadLocalSecrets(folder)).rejects.toThrow();
    expect(await readFile(file, 'utf8')).toBe(text);
  },
);
