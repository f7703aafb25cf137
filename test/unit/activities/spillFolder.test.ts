import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSpillFolder, type SpilledGrant } from '../../../src/activities/grants/spillFolder.ts';

const told: unknown[] = [];
const logger = { error: (facts: unknown) => void told.push(facts) };
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
  const spill = createSpillFolder(join(parent, 'spill'), logger);
  const grantId = randomUUID();
  await spill.write(spilled(grantId, 2));
  expect(await spill.read(grantId, 2)).toEqual(spilled(grantId, 2));
  expect(await spill.read(grantId, 3)).toBeNull();
  expect(await spill.read(randomUUID(), 2)).toBeNull();
});

test('A-13 files are for the owner alone, and none is left half written', async () => {
  const folder = join(parent, 'spill');
  const spill = createSpillFolder(folder, logger);
  const grantId = randomUUID();
  await spill.write(spilled(grantId, 2));
  expect(await readdir(folder)).toEqual([`${grantId}.2.json`]);
  expect((await stat(join(folder, `${grantId}.2.json`))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('A-13 what is stored is forgotten, a later version and other grants are not', async () => {
  const spill = createSpillFolder(join(parent, 'spill'), logger);
  const [grantId, other] = [randomUUID(), randomUUID()];
  await Promise.all([spilled(grantId, 2), spilled(grantId, 3), spilled(other, 1)].map((grant) => spill.write(grant)));
  await spill.forget(grantId, 2);
  expect(await spill.read(grantId, 2)).toBeNull();
  expect(await spill.read(grantId, 3)).not.toBeNull();
  expect(await spill.read(other, 1)).not.toBeNull();
});

test('A-13 a folder that was never needed is empty', async () => {
  const spill = createSpillFolder(join(parent, 'never'), logger);
  expect(await spill.read(randomUUID(), 2)).toBeNull();
  await spill.forget(randomUUID(), 2);
});

test.each([
  ['cut short', '{"grantId":'],
  ['empty', ''],
  ['of another form', '{"grantId":"x"}'],
])('A-13 a file that is %s is set aside and told, and the row counts', async (_name, text) => {
  const folder = join(parent, 'spill');
  const spill = createSpillFolder(folder, logger);
  const grantId = randomUUID();
  await spill.write(spilled(grantId, 2));
  await writeFile(join(folder, `${grantId}.2.json`), text);
  told.length = 0;
  expect(await spill.read(grantId, 2)).toBeNull();
  expect(await readdir(folder)).toEqual([`${grantId}.2.unreadable`]);
  expect(told).toEqual([expect.objectContaining({ alert: 'spill_unreadable', grant_id: grantId, kept: true })]);
  expect(await spill.read(grantId, 2)).toBeNull();
  expect(told).toHaveLength(1);
  await spill.forget(grantId, 2); // an operator may look at it yet
  expect(await readdir(folder)).toHaveLength(1);
  await spill.forgetAll(grantId);
  expect(await readdir(folder)).toEqual([]);
});

test('A-13 the list has what was written before, dead writes too, and nothing else', async () => {
  const folder = join(parent, 'spill');
  const spill = createSpillFolder(folder, logger);
  const [old, fresh] = [randomUUID(), randomUUID()];
  await Promise.all([spilled(old, 2), spilled(fresh, 3)].map((grant) => spill.write(grant)));
  const dead = `${randomUUID()}.tmp`;
  await writeFile(join(folder, dead), 'half');
  await writeFile(join(folder, 'note.txt'), 'of an operator');
  const before = new Date(Date.now() - 3_600_000);
  for (const name of [`${old}.2.json`, dead, 'note.txt']) await utimes(join(folder, name), before, before);
  const listed = await spill.list(Date.now() - 60_000);
  expect(listed.toSorted((a, b) => (a.grant?.version ?? 0) - (b.grant?.version ?? 0))).toEqual([
    { name: dead, grant: null },
    { name: `${old}.2.json`, grant: { id: old, version: 2 } },
  ]);
});
