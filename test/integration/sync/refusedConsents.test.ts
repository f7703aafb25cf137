import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLifecycleActivities } from '../../../src/activities/lifecycle/lifecycleActivities.ts';
import type { FinishedRun } from '../../../src/contracts/sync.ts';
import { type ConnectedClient, openSyncWorld, runRow, type SyncWorld } from './syncWorld.ts';

const minuteMs = 60_000;
let world: SyncWorld;
beforeEach(async () => {
  world = await openSyncWorld();
  setAhead(0);
});
afterEach(() => world.close());

const setAhead = (aheadMs: number): void => world.setNow(new Date(Date.now() + aheadMs).toISOString());

const connectMany = async (count: number): Promise<ConnectedClient[]> => {
  const clients: ConnectedClient[] = [];
  while (clients.length < count) clients.push(await world.connect());
  return clients;
};

/** A run of its own, ended as if each of its calls had been answered with `code`; null: as it should. */
async function endRunOf(
  { clientId, connectionId }: ConnectedClient,
  code: string | null,
): Promise<{ runId: string; end: FinishedRun }> {
  const opened = await world.run(world.steps.openRun, { clientId, connectionId, trigger: 'nightly' });
  if (opened.kind === 'refused') throw new Error(opened.code);
  const { runId } = opened;
  if (code === null)
    await world.database.admin(
      `update sync_run_accounts set state = 'merged', outcome = 'complete' where run_id = $1`,
      [runId],
    );
  const failure = code === null ? {} : { failure: { code } };
  return { runId, end: await world.run(world.steps.finishRun, { clientId, runId, cancelled: false, ...failure }) };
}

const statuses = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (
      await world.database.admin<{ status: string; count: number }>(
        'select connection_status as status, count(*)::int as count from bank_connections group by 1 order by 1',
      )
    ).map(({ status, count }) => [status, count]),
  );
const incidents = () =>
  world.database.admin('select code, closed_at is not null as closed from bank_incidents order by opened_at');
const count = async (statement: string): Promise<number> => (await world.database.admin(statement)).length;

describe('A-16 very many data calls are refused at once', () => {
  test('A-16 from the 20th on connections stay, runs fail by the bank’s code, one incident is told; over by itself', async () => {
    const clients = await connectMany(25);
    const ends: Awaited<ReturnType<typeof endRunOf>>[] = [];
    for (const client of clients) ends.push(await endRunOf(client, 'consent_revoked'));
    const held = ends.filter(({ end }) => end.code === 'bank_refuses_consents');
    expect(held).toHaveLength(6);
    expect(await statuses()).toEqual({ active: held.length, needs_reconsent: 25 - held.length });
    for (const { runId } of held)
      expect(await runRow(world, runId)).toMatchObject({ status: 'failed', error_code: 'bank_refuses_consents' });
    expect(await count(`select from tasks where kind = 'consent_to_renew'`)).toBe(25 - held.length);
    expect(await count(`select from outbox_events where type = 'connection.needs_reconsent'`)).toBe(25 - held.length);
    expect(await incidents()).toEqual([{ code: 'bank_refuses_consents', closed: false }]);
    expect(await count(`select from audit_entries where action = 'bank.incident'`)).toBe(1);

    // The lifecycles are told by the runs as well, and by the keep-alive.
    const { invalidateConsent } = createLifecycleActivities(world.deps);
    const stays = clients.filter((_, index) => ends[index]?.end.code !== undefined);
    for (const { clientId, connectionId } of stays)
      expect(await invalidateConsent({ clientId, connectionId, code: 'consent_revoked' })).toMatchObject({
        kind: 'active',
      });

    const [served, ended] = stays;
    if (served === undefined || ended === undefined) throw new Error('six stay');
    setAhead(9 * minuteMs);
    await endRunOf(served, null);
    expect(await incidents()).toEqual([{ code: 'bank_refuses_consents', closed: false }]);
    setAhead(11 * minuteMs);
    await endRunOf(served, null);
    expect(await incidents()).toEqual([{ code: 'bank_refuses_consents', closed: true }]);
    const { runId, end } = await endRunOf(ended, 'consent_revoked');
    expect(end.code).toBeUndefined();
    expect(await runRow(world, runId)).toMatchObject({ error_code: 'consent_revoked' });
    expect(await statuses()).toEqual({ active: held.length - 1, needs_reconsent: 26 - held.length });
  });

  test('A-16 however many come at the same time, no more than 19 are believed', async () => {
    const clients = await connectMany(40);
    const ends = await Promise.all(clients.map((client) => endRunOf(client, 'consent_revoked')));
    const held = ends.filter(({ end }) => end.code === 'bank_refuses_consents').length;
    expect(held).toBeGreaterThanOrEqual(21);
    const { active = 0, needs_reconsent = 0 } = await statuses();
    expect([active, active + needs_reconsent]).toEqual([held, 40]);
  });

  test('A-16 a fault that lasts demotes nobody later: those that were held count on', async () => {
    const clients = await connectMany(45);
    for (const client of clients.slice(0, 25)) await endRunOf(client, 'consent_revoked');
    expect(await statuses()).toEqual({ active: 26, needs_reconsent: 19 });
    for (const client of clients.slice(25)) await endRunOf(client, 'consent_revoked');
    expect(await statuses()).toEqual({ active: 26, needs_reconsent: 19 });
  });

  test('A-16 D-17 consents that end by the calendar, many in a night, are no refusals', async () => {
    const clients = await connectMany(25);
    await world.database.admin(`update bank_connections set consent_expires_at = now() - interval '2 days'`);
    for (const client of clients) await endRunOf(client, 'consent_expired');
    expect(await statuses()).toEqual({ needs_reconsent: 25 });
    expect(await incidents()).toEqual([]);
  });

  test('A-16 fewer than 5 in 100 of those whose runs began are the persons’ own ends', async () => {
    const clients = await connectMany(25);
    await world.database.admin(
      `with made as (
         insert into bank_connections (id, client_id, bank, connection_status, last_attempt_at)
         select gen_random_uuid(), $1, 'dnb', 'active', now() from generate_series(1, 600)
         returning id, client_id
       )
       insert into bank_grants (id, client_id, connection_id, attempt_id, role, key_id, kdf_salt, kdf_iterations, updated_at)
       select gen_random_uuid(), client_id, id, gen_random_uuid(), 'current', 'k', decode(repeat('07', 16), 'hex'), 1000,
              now() - interval '1 day'
       from made`,
      [clients[0]?.clientId],
    );
    for (const client of clients) await endRunOf(client, 'consent_revoked');
    expect(await statuses()).toEqual({ active: 600, needs_reconsent: 25 });
    expect(await incidents()).toEqual([]);
  });

  test('A-16 a run whose end is asked for again is judged once', async () => {
    const clients = await connectMany(20);
    const ends: Awaited<ReturnType<typeof endRunOf>>[] = [];
    for (const client of clients) ends.push(await endRunOf(client, 'consent_revoked'));
    const again = async (index: number): Promise<FinishedRun> =>
      world.run(world.steps.finishRun, {
        clientId: clients[index]?.clientId ?? '',
        runId: ends[index]?.runId ?? '',
        cancelled: false,
        failure: { code: 'consent_revoked' },
      });
    expect([(await again(0)).code, (await again(19)).code]).toEqual([undefined, 'bank_refuses_consents']);
    expect(await statuses()).toEqual({ active: 1, needs_reconsent: 19 });
    expect(await world.database.admin('select occurrences from bank_incidents')).toEqual([{ occurrences: 1 }]);
  });
});
