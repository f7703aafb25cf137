import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSpillFolder, type SpilledGrant } from '../../../src/activities/grants/spillFolder.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'kontosync-spill-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const spilled = (grantId: string, version: number): SpilledGrant => ({
  grantId,
  version,
  ciphertext: 'gAAAAA==',
  key: { keyId: '0011223344556677', salt: Buffer.alloc(16, 7), iterations: 1_000 },
  accessExpiresAt: new Date(1_700_000_000_000),
  refreshExpiresAt: null,
  consentExpiresAt: null,
});

test('A-13 a spilled grant comes back as it was written, for its version only', async () => {
  const spill = createSpillFolder(join(parent, 'spill'));
  const grantId = randomUUID();
  await spill.write(spilled(grantId, 2));
  expect(await spill.read(grantId, 2)).toEqual(spilled(grantId, 2));
  expect(await spill.read(grantId, 3)).toBeNull();
  expect(await spill.read(randomUUID(), 2)).toBeNull();
});

test('A-13 files are for the owner alone, and none is left half written', async () => {
  const folder = join(parent, 'spill');
  const spill = createSpillFolder(folder);
  const grantId = randomUUID();
  await spill.write(spilled(grantId, 2));
  expect(await readdir(folder)).toEqual([`${grantId}.2.json`]);
  expect((await stat(join(folder, `${grantId}.2.json`))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('A-13 what is stored is forgotten, a later version and other grants are not', async () => {
  const spill = createSpillFolder(join(parent, 'spill'));
  const [grantId, other] = [randomUUID(), randomUUID()];
  await Promise.all([spilled(grantId, 2), spilled(grantId, 3), spilled(other, 1)].map((grant) => spill.write(grant)));
  await spill.forget(grantId, 2);
  expect(await spill.read(grantId, 2)).toBeNull();
  expect(await spill.read(grantId, 3)).not.toBeNull();
  expect(await spill.read(other, 1)).not.toBeNull();
});

test('A-13 a folder that was never needed is empty', async () => {
  const spill = createSpillFolder(join(parent, 'never'));
  expect(await spill.read(randomUUID(), 2)).toBeNull();
  await spill.forget(randomUUID(), 2);
});
