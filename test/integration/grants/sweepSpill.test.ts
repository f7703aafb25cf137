import { randomUUID } from 'node:crypto';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sealSecrets } from '../../../src/activities/grants/grantSecrets.ts';
import { createSpillFolder, type SpillFolder } from '../../../src/activities/grants/spillFolder.ts';
import { createSweepSpill } from '../../../src/activities/grants/sweepSpill.ts';
import { createRevokeSteps } from '../../../src/activities/lifecycle/revokeSteps.ts';
import { type ConnectedGrant, type GrantWorld, openGrantWorld } from '../lifecycle/grantWorld.ts';

let world: GrantWorld;
let spill: SpillFolder;
let folder: string;
beforeEach(async () => {
  world = await openGrantWorld();
  folder = world.deps.settings.spillDir;
  spill = createSpillFolder(folder, world.deps.logger);
});
afterEach(() => world.close());

async function lay({ ref, grantId }: ConnectedGrant, version: number, ageMs = 2 * 3_600_000): Promise<string> {
  const secrets = { accessToken: 'access-spilled', refreshToken: 'refresh-spilled' };
  const { connectionId } = ref;
  const sealed = await sealSecrets(world.deps.cipher, { connectionId, secrets, salt: Buffer.alloc(16, 5) });
  const accessExpiresAt = new Date(Date.now() + 3_600_000);
  await spill.write({ grantId, version, ...sealed, accessExpiresAt, refreshExpiresAt: null, consentExpiresAt: null });
  const name = `${grantId}.${version}.json`;
  await age(name, ageMs);
  return name;
}
async function age(name: string, ageMs: number): Promise<void> {
  const at = new Date(Date.now() - ageMs);
  await utimes(join(folder, name), at, at);
}
const left = async (): Promise<string[]> => (await readdir(folder)).toSorted();
const sweep = (): Promise<number> => createSweepSpill(world.deps)();

describe('A-21 no secret outlives its grant on the disk', () => {
  test('A-21 a wipe that died after its commit leaves a file: asked again it forgets none, the sweep does', async () => {
    const connected = await world.connect({ status: 'revoking' });
    await lay(connected, 2);
    await world.database.admin(`update bank_connections set connection_status = 'revoked' where id = $1`, [
      connected.ref.connectionId,
    ]);
    await world.database.admin(`update bank_grants set ciphertext = null, role = 'retired' where id = $1`, [
      connected.grantId,
    ]);
    await createRevokeSteps(world.deps).finishRevoke({ ...connected.ref, confirmed: true });
    expect(await sweep()).toBe(1);
    expect(await left()).toEqual([]);
  });

  test('A-13 what the row does not have yet stays, and what a refresh may be writing', async () => {
    const [waits, writes, stored] = [
      await world.connect({ accessLifeMs: -1 }),
      await world.connect(),
      await world.connect(),
    ];
    const kept = [await lay(waits, 2), await lay(writes, 2, 60_000)];
    await lay(stored, 1); // the row is at this version
    expect(await sweep()).toBe(1);
    expect(await left()).toEqual(kept.toSorted());
    const { secrets } = await world.stores[0].ensureFresh(waits.ref, { leastLifeMs: 600_000 });
    expect(secrets.accessToken).toBe('access-spilled');
  });

  test('A-21 unknown grants, what was set aside of them, and writes that died', async () => {
    const connected = await world.connect();
    const unknown = randomUUID();
    const names = [`${unknown}.4.json`, `${unknown}.3.unreadable`, `${randomUUID()}.tmp`];
    const aside = `${connected.grantId}.2.unreadable`;
    for (const name of [...names, aside]) {
      await writeFile(join(folder, name), '{');
      await age(name, 2 * 3_600_000);
    }
    expect(await sweep()).toBe(2);
    expect(await left()).toEqual([aside]);
  });
});

describe('A-13 a spilled token that cannot be read', () => {
  test.each<[string, (text: string) => string]>([
    ['cut short', (text) => text.slice(0, 40)],
    ['with a flipped bit', (text) => text.replace(/"ciphertext":"(.{60})./, '"ciphertext":"$1A')],
  ])('A-13 %s: set aside, and the row’s own token is used', async (_name, spoil) => {
    const connected = await world.connect({ accessLifeMs: -1 });
    const name = await lay(connected, 2);
    const path = join(folder, name);
    const text = await readFile(path, 'utf8');
    const spoilt = spoil(text);
    expect(spoilt).not.toBe(text);
    await writeFile(path, spoilt);
    const { version, secrets } = await world.stores[0].ensureFresh(connected.ref, { leastLifeMs: 600_000 });
    expect(version).toBe(2);
    expect(secrets.accessToken).not.toBe('access-spilled');
    expect(world.bank.refreshed).toEqual([connected.secrets]);
    expect(await left()).toEqual([`${connected.grantId}.2.unreadable`]);
  });
});
