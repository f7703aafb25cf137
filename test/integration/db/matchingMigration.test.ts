import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrate } from '../../../src/db/migrate.ts';
import { arrangeConnection, arrangeMatch, arrangeRun, arrangeTransaction } from '../api/arrange.ts';
import { type EarlierDatabase, openEarlierDatabase } from './earlierDatabase.ts';

/** The last migration before the one that is looked at. */
const before = 'Migration20261125134032_superseded';

let database: EarlierDatabase;
beforeAll(async () => {
  database = await openEarlierDatabase(before);
});
afterAll(() => database.close());

test('contract 4 a filled database gets residuals, parties and the history of its matches', async () => {
  const builder = {
    admin: async <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
      (await database.admin.query(sql, [...values])).rows,
  };
  const mine = await arrangeConnection(builder);
  const runId = await arrangeRun(builder, mine);
  const ofRow = async (externalId: string, state: string): Promise<string> => {
    const transactionId = await arrangeTransaction(builder, { ...mine, runId }, { match_status: 'matched' });
    return arrangeMatch(builder, { clientId: mine.clientId, transactionId }, [[externalId, '4000']], { state });
  };
  await ofRow('partly', 'active');
  await ofRow('undone', 'undone');
  const named = await ofRow('named', 'active');
  await database.admin.query(`update invoices set amount_minor = 10000, open_amount_minor = 10000, kid = '00123-',
                     party = '{"id":"K''1","name":"Bjørn Ødegård AS","account":"NO9386011117947","org_number":"923 609 016"}'`);
  await database.admin.query(
    `update invoices set applied_match_ids = $1, party = '{"id":"K2","name":"Kunde"}' where external_id = 'named'`,
    [JSON.stringify([named])],
  );

  await migrate(database.url);

  const { rows: invoices } = await database.admin.query(
    `select external_id, residual_minor, party_id, kid_key from invoices order by external_id`,
  );
  expect(invoices).toEqual([
    { external_id: 'named', residual_minor: '10000', party_id: 'K2', kid_key: '123' },
    { external_id: 'partly', residual_minor: '6000', party_id: "K'1", kid_key: '123' },
    { external_id: 'undone', residual_minor: '10000', party_id: "K'1", kid_key: '123' },
  ]);
  const { rows: keys } = await database.admin.query(`select party_id, kind, value from party_keys order by 1, 2, 3`);
  expect(keys).toEqual([
    { party_id: "K'1", kind: 'account', value: '86011117947' },
    { party_id: "K'1", kind: 'name', value: 'bjorn odegard' },
    { party_id: "K'1", kind: 'org_number', value: '923609016' },
    { party_id: "K'1", kind: 'token', value: 'bjorn' },
    { party_id: "K'1", kind: 'token', value: 'odegard' },
    { party_id: 'K2', kind: 'name', value: 'kunde' },
    { party_id: 'K2', kind: 'token', value: 'kunde' },
  ]);
  // Booked on 15 January, due on 1 February.
  const { rows: matches } = await database.admin.query(
    `select party_id, booking_date::text, lag_days from matches where id = $1`,
    [named],
  );
  expect(matches).toEqual([{ party_id: 'K2', booking_date: '2026-01-15', lag_days: -17 }]);
  const { rows: open } = await database.admin.query(
    `select relname from pg_class where relkind = 'r' and relrowsecurity and not relforcerowsecurity`,
  );
  expect(open).toEqual([]); // C-8: what was opened for the owner is closed again
});
