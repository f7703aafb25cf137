import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { actingFor } from '../../../src/db/actingUser.ts';
import { followWhole, holdsAt } from '../../../src/db/repositories/auditChain.ts';
import { readHead } from '../../../src/db/sql/audit/readChain.ts';
import { type AuditRecord, addAuditEntries } from '../../../src/db/sql/effects/addAuditEntries.ts';
import { acrossClients, query, withClient } from '../../../src/db/tenantScope.ts';
import { type ChainPlace, chainStart } from '../../../src/security/auditChain.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';

let database: TestDatabase;
let clientId: string;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  clientId = randomUUID();
});

const entry = (data: NonNullable<AuditRecord['data']> = {}): AuditRecord => ({
  kind: 'change',
  actor: 'key-1',
  action: 'client.settings',
  subjectId: clientId,
  data,
});
const write = (...records: readonly AuditRecord[]) =>
  withClient(database.orm.em, { clientId, role: 'kontosync_worker' }, (em) => addAuditEntries(em, clientId, records));
const follow = () =>
  withClient(database.orm.em, { clientId, role: 'kontosync_app' }, (em) => followWhole(em, clientId, 1_000));
const headOf = () => withClient(database.orm.em, { clientId, role: 'kontosync_app' }, (em) => readHead(em, clientId));
const idAt = async (seq: number): Promise<string> => {
  const [row] = await database.admin<{ id: string }>(
    'select entry_id as id from audit_seals where client_id = $1 and seq = $2',
    [clientId, seq],
  );
  return row?.id ?? '';
};

/** As somebody who owns the database and says what he means to do. */
async function past(statements: readonly string[], values: readonly unknown[]): Promise<void> {
  for (const table of ['audit_entries', 'audit_seals'])
    await database.admin(`alter table ${table} disable trigger user`);
  for (const statement of statements) await database.admin(statement, values);
  for (const table of ['audit_entries', 'audit_seals'])
    await database.admin(`alter table ${table} enable trigger user`);
}

describe('C-19 the chain of a client', () => {
  test('C-19 entries are sealed in the order of their commits, whatever runs at once', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, n) => write(entry({ n }), entry({ n }))));
    expect(await follow()).toMatchObject({ place: { seq: 60 }, broken: null });
  });

  test('C-19 two that write for each other while both hold a row do not wait for each other', async () => {
    const em = database.orm.em;
    // Each writes its entry first and goes on: a lock held until the end of the work would stop the second here.
    await withClient(em, { clientId, role: 'kontosync_worker' }, async (first) => {
      await addAuditEntries(first, clientId, [entry({ n: 1 })]);
      await withClient(em.fork(), { clientId, role: 'kontosync_worker', lockTimeoutMs: 1_000 }, (second) =>
        addAuditEntries(second, clientId, [entry({ n: 2 })]),
      );
    });
    const rows = await database.admin<{ n: number }>(
      `select (e.data ->> 'n')::int as n from audit_seals s join audit_entries e on e.id = s.entry_id
       where s.client_id = $1 order by s.seq`,
      [clientId],
    );
    expect(rows).toEqual([{ n: 2 }, { n: 1 }]);
    expect((await follow()).broken).toBeNull();
  });

  test('C-19 what was rolled back leaves no seal', async () => {
    await write(entry());
    const undone = withClient(database.orm.em, { clientId, role: 'kontosync_worker' }, async (em) => {
      await addAuditEntries(em, clientId, [entry()]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await write(entry());
    expect(await follow()).toMatchObject({ place: { seq: 2 }, broken: null });
  });

  test('C-19 each client has a chain of its own, and sees no other', async () => {
    await write(entry());
    const other = randomUUID();
    const seen = await withClient(database.orm.em, { clientId: other, role: 'kontosync_app' }, (em) =>
      query(em, 'select seq from audit_seals'),
    );
    expect(seen).toEqual([]);
  });
});

describe('C-19 nobody alters an entry', () => {
  test.each([
    ['update audit_entries set action = action where client_id = $1'],
    ['delete from audit_entries where client_id = $1'],
    ['update audit_seals set hash = hash where client_id = $1'],
    ['delete from audit_seals where client_id = $1'],
  ])('C-19 not even a superuser by %s', async (statement) => {
    await write(entry());
    await expect(database.admin(statement, [clientId])).rejects.toMatchObject({ code: '42501' });
  });

  test.each(['audit_entries', 'audit_seals'])('C-19 %s cannot be emptied', async (table) => {
    await expect(database.admin(`truncate ${table}`)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('C-19 whoever gets past that is found out, and the entry is named', () => {
  beforeEach(async () => {
    await actingFor('anna', () => write(...Array.from({ length: 5 }, (_, n) => entry({ n, amount: 10.5 }))));
  });

  test.each([
    ['altered', `update audit_entries set data = data || '{"n": 7}' where id = $1`],
    ['altered', `update audit_entries set actor = 'someone' where id = $1`],
    ['altered', `update audit_entries set created_at = created_at + interval '1 microsecond' where id = $1`],
    ['altered', `update audit_entries set user_digest = null where id = $1`],
    ['missing', 'delete from audit_entries where id = $1'],
    ['person_altered', `update audit_persons set user_ref = 'bo' where entry_id = $1`],
  ])('C-19 %s: %s', async (reason, statement) => {
    const id = await idAt(3);
    await past([statement], [id]);
    expect(await follow()).toMatchObject({ place: { seq: 2 }, broken: { entryId: id, reason } });
  });

  test('C-19 an entry that went with its seal leaves a hole before the next', async () => {
    const id = await idAt(3);
    const next = await idAt(4);
    await past(['delete from audit_seals where entry_id = $1', 'delete from audit_entries where id = $1'], [id]);
    expect((await follow()).broken).toEqual({ entryId: next, reason: 'missing' });
  });

  test('C-19 an entry that came in past the trigger has no seal', async () => {
    const id = randomUUID();
    await past(
      [
        `insert into audit_entries (id, client_id, kind, actor, action, data) values ($1, $2, 'change', 'x', 'y', '{}')`,
      ],
      [id, clientId],
    );
    expect((await follow()).broken).toEqual({ entryId: id, reason: 'unsealed' });
  });

  test('C-19 a chain cut off at its end, or written anew, is not where it was', async () => {
    const head: ChainPlace = (await headOf()) ?? chainStart;
    const last = await idAt(5);
    const holds = () =>
      withClient(database.orm.em, { clientId, role: 'kontosync_app' }, (em) => holdsAt(em, clientId, head));
    expect(await holds()).toBeNull();
    await past(['delete from audit_seals where entry_id = $1', 'delete from audit_entries where id = $1'], [last]);
    expect((await follow()).broken).toBeNull();
    expect(await holds()).toEqual({ entryId: await idAt(4), reason: 'cut_off' });
    await write(entry({ n: 'another' }));
    expect(await holds()).toEqual({ entryId: await idAt(5), reason: 'cut_off' });
  });
});

describe('C-19 persons', () => {
  test('C-19 who acts is told in every entry of the request, and can be forgotten without breaking the chain', async () => {
    await actingFor('anna', () => write(entry({ n: 1 }), entry({ n: 2, user: 'berit' })));
    const persons = () =>
      database.admin<{ user_ref: string }>(
        'select user_ref from audit_persons where client_id = $1 order by entry_id',
        [clientId],
      );
    expect((await persons()).map(({ user_ref }) => user_ref)).toEqual(['anna', 'berit']);
    expect(
      JSON.stringify(await database.admin('select * from audit_entries where client_id = $1', [clientId])),
    ).not.toMatch(/anna|berit/);
    await database.admin('delete from audit_persons where client_id = $1', [clientId]);
    expect(await follow()).toMatchObject({ place: { seq: 2 }, broken: null });
  });

  test('C-19 the same name has another digest in each entry', async () => {
    await actingFor('anna', () => write(entry(), entry()));
    const rows = await database.admin<{ digest: string }>(
      `select distinct encode(user_digest, 'hex') as digest from audit_entries where client_id = $1`,
      [clientId],
    );
    expect(rows).toHaveLength(2);
  });
});

test('C-5 across clients the chains are seen by their places only', async () => {
  await write(entry());
  await expect(
    acrossClients(database.orm.em, (em) => query(em, 'select action from audit_entries')),
  ).rejects.toMatchObject({ code: '42501' });
});
