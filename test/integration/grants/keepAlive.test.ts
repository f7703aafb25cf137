import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createKeepGrantsAlive } from '../../../src/activities/grants/keepGrantsAlive.ts';
import type { KeepAliveInput, KeptAlive } from '../../../src/contracts/keepAlive.ts';
import type { ConnectedGrant } from '../lifecycle/grantWorld.ts';
import { openRefreshWorld, type RefreshWorld } from './refreshWorld.ts';

let world: RefreshWorld;
beforeAll(async () => {
  world = await openRefreshWorld();
});
afterAll(() => world.close());

interface Rest {
  readonly restedHours: number;
  readonly automatic?: boolean;
  readonly frequencyHours?: number;
  readonly status?: string;
}
/** Its access token lives: only the refresh token's rest counts. */
async function connectRested({
  restedHours,
  automatic = true,
  frequencyHours = 24,
  status = 'active',
}: Rest): Promise<ConnectedGrant> {
  const connected = await world.connect({ accessLifeMs: 86_400_000 });
  const { connectionId } = connected.ref;
  const { admin } = world.grants.database;
  await admin(
    `update bank_connections set auto_sync_enabled = $2, sync_frequency_hours = $3, connection_status = $4 where id = $1`,
    [connectionId, automatic, frequencyHours, status],
  );
  await admin(`update bank_grants set updated_at = now() - make_interval(hours => $2) where connection_id = $1`, [
    connectionId,
    restedHours,
  ]);
  return connected;
}

const keepAlive = (input: KeepAliveInput = {}): Promise<KeptAlive> =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(
    createKeepGrantsAlive(world.grants.deps),
    input,
  );
const versionOf = async ({ ref }: ConnectedGrant): Promise<number> => (await world.grants.grantOf(ref)).version;

describe('A-19 keep-alive', () => {
  test.each<[string, Rest, number]>([
    ['a night has synced it', { restedHours: 21 }, 1],
    ['its night did not', { restedHours: 27 }, 2],
    ['automatic sync is off, 19 h', { restedHours: 19, automatic: false }, 1],
    ['automatic sync is off, 21 h', { restedHours: 21, automatic: false }, 2],
    ['its nights are two days apart', { restedHours: 21, frequencyHours: 48 }, 2],
    ['its consent is about to end', { restedHours: 21, automatic: false, status: 'expiring' }, 2],
    ['its consent has ended', { restedHours: 99, status: 'needs_reconsent' }, 1],
    ['it is being disconnected', { restedHours: 99, status: 'revoking' }, 1],
  ])('A-19 %s', async (_name, rest, version) => {
    const connected = await connectRested(rest);
    expect(await keepAlive()).toEqual({ renewed: version - 1, failed: 0, ended: [], lastGrantId: null });
    expect(await versionOf(connected)).toBe(version);
    expect(await keepAlive()).toMatchObject({ renewed: 0 });
  });

  test('A-19 a consent that is gone is told, a bank that does not answer is asked again later', async () => {
    const ended = await connectRested({ restedHours: 21, automatic: false });
    await world.bank.form('/oauth2/revoke', { token: ended.secrets.refreshToken ?? '' });
    const { connectionId } = ended.ref;
    expect(await keepAlive()).toMatchObject({ failed: 0, ended: [{ connectionId, code: 'consent_revoked' }] });

    const waiting = await connectRested({ restedHours: 21, automatic: false });
    await world.bank.switchOn({ name: 'http.5xx', endpoint: 'token' });
    expect(await keepAlive()).toMatchObject({ renewed: 0, failed: 1, ended: [] });
    await world.bank.switchAllOff();
    expect(await keepAlive()).toMatchObject({ renewed: 1, failed: 0 });
    expect(await versionOf(waiting)).toBe(2);
  });

  test('A-19 a lot begins where the one before ended', async () => {
    const [first, second] = [
      await connectRested({ restedHours: 21, automatic: false }),
      await connectRested({ restedHours: 21, automatic: false }),
    ].toSorted((a, b) => (a.grantId < b.grantId ? -1 : 1));
    expect(await keepAlive({ afterGrantId: first?.grantId ?? '' })).toMatchObject({ renewed: 1 });
    expect(await keepAlive({ afterGrantId: second?.grantId ?? '' })).toMatchObject({ renewed: 0 });
    expect(await keepAlive()).toMatchObject({ renewed: 1 });
  });
});
