import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createCheckAuditChains } from '../../../src/activities/audit/checkAuditChains.ts';
import type { CheckedChains } from '../../../src/contracts/auditCheck.ts';
import { addAuditEntries } from '../../../src/db/sql/effects/addAuditEntries.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { createLogger } from '../../../src/logger.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';

let database: TestDatabase;
let lines: string[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
let clientId: string;
beforeEach(async () => {
  clientId = randomUUID();
  lines = [];
  await write(4);
});

const write = (count: number) =>
  withClient(database.orm.em, { clientId, role: 'kontosync_app' }, (em) =>
    addAuditEntries(
      em,
      clientId,
      Array.from({ length: count }, (_, n) => ({
        kind: 'change' as const,
        actor: 'key-1',
        action: 'client.settings',
        subjectId: null,
        data: { n },
      })),
    ),
  );
const stream = new Writable({
  write(chunk: Buffer, _encoding, done) {
    lines.push(chunk.toString());
    done();
  },
});
const look = (): Promise<CheckedChains> =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(
    createCheckAuditChains({ orm: database.orm, logger: createLogger({ level: 'info', service: 'worker' }, stream) }),
    {},
  );
const idAt = async (seq: number): Promise<string> => {
  const [row] = await database.admin<{ id: string }>(
    'select entry_id as id from audit_seals where client_id = $1 and seq = $2',
    [clientId, seq],
  );
  return row?.id ?? '';
};
const checkOf = async () => {
  const [row] = await database.admin<{ seq: string; broken: string | null; because: string | null; whole: boolean }>(
    `select seq, broken_entry_id as broken, broken_because as because, whole_at is not null as whole
     from audit_checks where client_id = $1`,
    [clientId],
  );
  return row;
};
async function tamper(id: string, statement: string): Promise<void> {
  for (const table of ['audit_entries', 'audit_seals'])
    await database.admin(`alter table ${table} disable trigger user`);
  await database.admin(statement, [id]);
  for (const table of ['audit_entries', 'audit_seals'])
    await database.admin(`alter table ${table} enable trigger user`);
}
const wholeIsDue = () =>
  database.admin(`update audit_checks set whole_at = now() - interval '1 day' where client_id = $1`, [clientId]);

test('C-19 the first look is at the whole chain, and its head is in the log; the next at what is new', async () => {
  expect(await look()).toMatchObject({ broken: 0, lastClientId: null });
  expect(await checkOf()).toEqual({ seq: '4', broken: null, because: null, whole: true });
  expect(lines.join('')).toMatch(new RegExp(`${clientId} 4 [0-9a-f]{64}`));
  lines = [];
  await write(2);
  expect(await look()).toMatchObject({ whole: 0, broken: 0 });
  expect(await checkOf()).toMatchObject({ seq: '6' });
  expect(lines.join('')).toMatch(new RegExp(`${clientId} 6 `));
  lines = [];
  await look();
  expect(lines.join('')).not.toContain(clientId);
});

test('C-19 an old entry that was altered is found by the day, named, and stays so until the whole is right', async () => {
  await look();
  const id = await idAt(2);
  await tamper(id, `update audit_entries set actor = 'nobody' where id = $1`);
  expect(await look()).toMatchObject({ broken: 0 });
  await wholeIsDue();
  expect(await look()).toMatchObject({ broken: 1 });
  expect(await checkOf()).toMatchObject({ broken: id, because: 'altered' });
  const alert = lines.find((line) => line.includes('audit_chain_broken')) ?? '{}';
  expect(JSON.parse(alert)).toMatchObject({
    level: 'error',
    alert: 'audit_chain_broken',
    client_id: clientId,
    entry_id: id,
    reason: 'altered',
  });
  await look();
  expect(await checkOf()).toMatchObject({ broken: id });
  await tamper(id, `update audit_entries set actor = 'key-1' where id = $1`);
  await wholeIsDue();
  expect(await look()).toMatchObject({ broken: 0 });
  expect(await checkOf()).toMatchObject({ broken: null, because: null });
});

test('C-19 a chain that was shortened is found by the next look', async () => {
  await look();
  const id = await idAt(4);
  await tamper(id, 'delete from audit_seals where entry_id = $1');
  expect(await look()).toMatchObject({ broken: 1 });
  expect(await checkOf()).toMatchObject({ broken: await idAt(3), because: 'cut_off' });
});

test('C-19 an entry that came in past the trigger is found by the day', async () => {
  await look();
  const id = randomUUID();
  await tamper(
    id,
    `insert into audit_entries (id, client_id, kind, actor, action, data) values ($1, '${clientId}', 'change', 'x', 'y', '{}')`,
  );
  await wholeIsDue();
  await look();
  expect(await checkOf()).toMatchObject({ broken: id, because: 'unsealed' });
});
