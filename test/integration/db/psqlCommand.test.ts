import { userInfo } from 'node:os';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createDueActivities } from '../../../src/activities/due/dueActivities.ts';
import { UsageError } from '../../../src/command.ts';
import { loadSettings } from '../../../src/config.ts';
import { openOperatorSession } from '../../../src/db/operator/operatorSession.ts';
import { promptOperator } from '../../../src/db/operator/promptOperator.ts';
import { psqlCommand } from '../../../src/db/operator/psqlCommand.ts';
import { followWhole } from '../../../src/db/repositories/auditChain.ts';
import { listAudit } from '../../../src/db/sql/read/listAudit.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { UnreachableError } from '../../../src/unreachableError.ts';
import { arrangeConnection } from '../api/arrange.ts';
import { openSyncWorld, type SyncWorld } from '../sync/syncWorld.ts';

const now = '2026-11-20T16:00:00Z';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
  world.setNow(now);
});
afterAll(() => world.close());

const written = { out: '', err: '' };
beforeEach(() => {
  Object.assign(written, { out: '', err: '' });
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((written.out += String(text))));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((written.err += String(text))));
});
afterEach(() => {
  jest.restoreAllMocks();
});

const psql = (args: readonly string[], databaseUrl = world.database.url): Promise<number> =>
  psqlCommand({ settings: { ...loadSettings({}), databaseUrl }, environment: {}, args });

/** Synced this morning at 08:00 UTC: with 24 hours it waits for the night, with 12 it is due since 15:00. */
const arrange = () =>
  arrangeConnection(world.database, { connection: { last_attempt_at: new Date('2026-11-20T08:00:00Z') } });
const auditOf = (clientId: string) =>
  withClient(world.database.orm.em, { clientId, role: 'kontosync_app' }, (em) =>
    listAudit(em, { clientId, kind: null, after: null, limit: 10 }),
  );
const dueNow = async () => {
  const { due } = await createDueActivities(world.deps).claimDue({ asOf: now, window: 1_000 });
  return due.map(({ connectionId }) => connectionId);
};

describe('contract 3.3 psql', () => {
  test("the seed's own UPDATE takes effect at the next look, and the audit says who", async () => {
    const { clientId, connectionId } = await arrange();
    expect(await dueNow()).not.toContain(connectionId);
    const update = `UPDATE bank_connections
SET sync_frequency_hours = 12  -- Sync twice per day
WHERE id = '${connectionId}';`;
    expect(await psql(['-c', update])).toBe(0);
    expect(written).toEqual({ out: 'UPDATE 1\n', err: '' });
    expect(await dueNow()).toContain(connectionId);

    const [entry, ...others] = await auditOf(clientId);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      kind: 'change',
      actor: 'operator',
      action: 'connection.settings',
      subjectId: connectionId,
      data: {
        auto_sync_enabled: true,
        sync_frequency_hours: 12,
        user: `${new URL(world.database.url).username}/${userInfo().username}`,
      },
    });
    const followed = await withClient(world.database.orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
      followWhole(em, clientId, 10),
    );
    expect(followed).toMatchObject({ broken: null, place: { seq: 1 } });
  });

  test('what changes nothing is not audited', async () => {
    const { clientId, connectionId } = await arrange();
    expect(
      await psql(['-c', `update bank_connections set sync_frequency_hours = 24 where id = '${connectionId}'`]),
    ).toBe(0);
    expect(await auditOf(clientId)).toEqual([]);
  });

  test('below what the bank carries it is refused in words, and nothing is changed', async () => {
    const { clientId, connectionId } = await arrange();
    const statement = `update bank_connections set sync_frequency_hours = 4 where id = '${connectionId}'`;
    expect(await psql(['-c', statement])).toBe(65);
    expect(written.err).toMatch(/^ERROR: sync_frequency_hours = 4 is refused: 8 hours or more/);
    expect(written.err).toMatch(/^HINT: Set 8 or more/m);
    await psql(['-c', `select sync_frequency_hours from bank_connections where id = '${connectionId}'`]);
    expect(written.out).toBe(' sync_frequency_hours\n----------------------\n 24\n(1 row)\n');
    expect(await auditOf(clientId)).toEqual([]);
  });

  const forbidden = [
    'update bank_connections set connection_status = $$active$$',
    'select * from bank_grants',
    'select * from audit_entries',
    'delete from bank_transactions',
    'reset role; select * from bank_grants',
  ];
  test.each(forbidden)('C-18 an operator may not: %s', async (statement) => {
    expect(await psql(['-c', statement])).toBe(65);
    expect(written.err).toMatch(/^ERROR: permission denied/);
  });

  test('a script on standard input ends at the first statement that is refused', async () => {
    const { connectionId } = await arrange();
    const script = `update bank_connections set auto_sync_enabled = false
      where id = '${connectionId}';
      select nothing from nowhere;
      select 'not reached';`;
    const session = await openOperatorSession(world.database.url);
    try {
      const streams = { input: Readable.from([script]), output: process.stdout, errors: process.stderr };
      expect(await promptOperator(session, streams)).toBe(false);
    } finally {
      await session.close();
    }
    expect(written.out).toBe('UPDATE 1\n');
    expect(written.err).toMatch(/^ERROR: relation "nowhere" does not exist/);
  });

  test('contract 5 wrong use, and a database that is not there', async () => {
    await expect(psql(['--file', 'x'])).rejects.toThrow(UsageError);
    const nowhere = 'postgres://someone:only-for-tests@127.0.0.1:1/kontosync';
    const refused = psql(['-c', 'select 1'], nowhere);
    await expect(refused).rejects.toThrow(UnreachableError);
    await expect(refused).rejects.not.toThrow(/only-for-tests/);
  });
});
