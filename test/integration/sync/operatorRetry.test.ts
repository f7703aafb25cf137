import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type ConnectedClient, openSyncWorld, request, type SyncWorld, sync } from './syncWorld.ts';

const dayMs = 86_400_000;
let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());
afterEach(() => world.setNow('2026-11-20T09:00:00Z'));

async function stuck(consentInMs: number | null): Promise<ConnectedClient> {
  const client = await world.connect();
  await world.database.admin(
    `update bank_connections
     set connection_status = 'needs_operator', status_reason = 'bank_unavailable', consent_expires_at = $2 where id = $1`,
    [client.connectionId, consentInMs === null ? null : new Date(world.deps.clock.now() + consentInMs)],
  );
  return client;
}
const stateOf = async ({ connectionId }: ConnectedClient) => {
  const [row] = await world.database.admin(
    'select connection_status as status, status_reason as reason from bank_connections where id = $1',
    [connectionId],
  );
  return row;
};
const audited = async ({ connectionId }: ConnectedClient): Promise<string[]> =>
  (
    await world.database.admin<{ action: string }>('select action from audit_entries where subject_id = $1', [
      connectionId,
    ])
  ).map(({ action }) => action);

describe('D.2 an operator must look, and a person retries', () => {
  test('a timer, and an ERP without a person, are refused', async () => {
    const client = await stuck(null);
    await request(world, client);
    const { clientId, connectionId } = client;
    for (const trigger of ['nightly', 'due', 'manual'] as const)
      expect(await world.run(world.steps.openRun, { clientId, connectionId, trigger })).toEqual({
        kind: 'refused',
        code: 'needs_operator',
      });
  });

  test.each<[string, number | null, string]>([
    ['active, by the consent’s end', 100 * dayMs, 'active'],
    ['active, where the bank named none', null, 'active'],
    ['expiring, by the consent’s end', 20 * dayMs, 'expiring'],
  ])('a run of a person that ends complete: %s', async (_name, consentInMs, status) => {
    const client = await stuck(consentInMs);
    world.bank.rows.set(client.accounts[0]?.bankId ?? '', [{ date: '2026-11-18', amountMinor: 1 }]);
    await request(world, client, { psu: '192.0.2.7' });
    const { outcome } = await sync(world, client, 'manual');
    expect(['complete', 'complete_unverified']).toContain(outcome);
    expect(await stateOf(client)).toEqual({ status, reason: null });
    expect(await audited(client)).toContain(`connection.${status}`);
    // Timers sync it again.
    const { clientId, connectionId } = client;
    expect(await world.run(world.steps.openRun, { clientId, connectionId, trigger: 'nightly' })).toMatchObject({
      kind: 'opened',
    });
  });

  test.each([
    ['bank_unavailable', 'needs_operator'],
    ['consent_revoked', 'needs_reconsent'],
  ])('one that fails with %s: %s', async (code, status) => {
    const client = await stuck(100 * dayMs);
    const { clientId, connectionId } = client;
    await request(world, client, { psu: '192.0.2.7' });
    const opened = await world.run(world.steps.openRun, { clientId, connectionId, trigger: 'manual' });
    if (opened.kind === 'refused') throw new Error(opened.code);
    const end = await world.run(world.steps.finishRun, {
      clientId,
      runId: opened.runId,
      cancelled: false,
      failure: { code },
    });
    expect(end.recovered).toBeUndefined();
    expect(await stateOf(client)).toMatchObject({ status });
  });

  test('the run says to its workflow that the connection has come back', async () => {
    const client = await stuck(100 * dayMs);
    const { clientId, connectionId } = client;
    await request(world, client, { psu: '192.0.2.7' });
    const opened = await world.run(world.steps.openRun, { clientId, connectionId, trigger: 'manual' });
    if (opened.kind === 'refused') throw new Error(opened.code);
    await world.database.admin(
      `update sync_run_accounts set state = 'merged', outcome = 'complete' where run_id = $1`,
      [opened.runId],
    );
    const finish = () => world.run(world.steps.finishRun, { clientId, runId: opened.runId, cancelled: false });
    expect(await finish()).toEqual({ outcome: 'complete', requestsWait: false, recovered: true });
    expect(await finish()).toEqual({ outcome: 'complete', requestsWait: false });
  });
});
