import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrate } from '../../../src/db/migrate.ts';
import { createOrm } from '../../../src/db/orm.ts';
import { followWhole } from '../../../src/db/repositories/auditChain.ts';
import { addAuditEntries } from '../../../src/db/sql/effects/addAuditEntries.ts';
import { listAudit } from '../../../src/db/sql/read/listAudit.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { type EarlierDatabase, openEarlierDatabase } from './earlierDatabase.ts';

/** The last migration before the one that is looked at. */
const before = 'Migration20261125192138_webhooks';

let database: EarlierDatabase;
beforeAll(async () => {
  database = await openEarlierDatabase(before);
});
afterAll(() => database.close());

test('C-19 entries of before are the beginning of the chain, in the order of time, their persons apart', async () => {
  const clients = [randomUUID(), randomUUID()];
  for (let n = 0; n < 6; n += 1)
    await database.admin.query(
      `insert into audit_entries (id, client_id, kind, actor, action, data, created_at)
       values ($1, $2, 'change', 'key-1', 'client.settings', $3, now() - make_interval(mins => $4))`,
      [randomUUIDv7(), clients[n % 2], JSON.stringify({ n, ...(n < 2 ? { user: 'anna' } : {}) }), n],
    );
  await migrate(database.url);
  const orm = await createOrm({ databaseUrl: database.url, applicationName: 'test', poolSize: 2 });
  try {
    for (const clientId of clients) {
      const scope = { clientId, role: 'kontosync_app' } as const;
      const follow = () => withClient(orm.em, scope, (em) => followWhole(em, clientId, 100));
      expect(await follow()).toMatchObject({ place: { seq: 3 }, broken: null });
      await withClient(orm.em, scope, (em) =>
        addAuditEntries(em, clientId, [{ kind: 'change', actor: 'key-1', action: 'client.settings', subjectId: null }]),
      );
      expect(await follow()).toMatchObject({ place: { seq: 4 }, broken: null });
      const listed = await withClient(orm.em, scope, (em) =>
        listAudit(em, { clientId, kind: null, after: null, limit: 10 }),
      );
      expect(listed.map(({ data }) => data['user'] ?? null)).toEqual([null, 'anna', null, null]);
      const order = await database.admin.query<{ ok: boolean }>(
        `select bool_and(seq = place) as ok from (
           select s.seq, row_number() over (order by e.created_at) as place
           from audit_seals s join audit_entries e on e.id = s.entry_id where s.client_id = $1) places`,
        [clientId],
      );
      expect(order.rows).toEqual([{ ok: true }]);
    }
    const plain = await database.admin.query(`select from audit_entries where data::text like '%anna%'`);
    expect(plain.rowCount).toBe(0);
  } finally {
    await orm.close();
  }
});
