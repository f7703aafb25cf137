import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { accepted } from './connectAccount.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';

const world = useWorld({ bankPatienceMs: 3_000 });
afterEach(() => world().bank.switchOff());

interface Several {
  readonly clientId: string;
  readonly connectionId: string;
  /** The bank's ids. */
  readonly accounts: readonly [string, string, string];
}

/** A connection with three accounts of one person, read once. */
async function connectThree(): Promise<Several> {
  const { bank, erp } = world();
  const clientId = randomUUID();
  const owner = `person-${clientId.slice(0, 8)}`;
  const open = (rows: number) => bank.openAccount({ rows, owner, days: 5 });
  const accounts = [await open(4), await open(5), await open(6)] as const;
  const started = accepted(
    z.object({ authorization_url: z.url(), state: z.string(), connection_id: z.uuid() }),
    await erp.call('POST', '/api/dnb/oauth/initiate', { body: { client_id: clientId } }),
  );
  const query = await bank.authorizeAll(started.authorization_url, accounts);
  accepted(z.unknown(), await erp.call('GET', `/api/dnb/oauth/callback?${query.toString()}`));
  const answer = await erp.call('POST', '/api/dnb/connect', {
    body: { client_id: clientId, code: query.get('code'), state: started.state, account_ids: accounts },
  });
  expect(answer).toMatchObject({ status: 200, body: { initial_sync: { new: 15 } } });
  for (const account of accounts) await bank.book(account, { amount: '1.00' });
  return { clientId, connectionId: started.connection_id, accounts };
}

const sync = ({ connectionId }: Several, headers: Readonly<Record<string, string>> = {}) =>
  world().erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId }, headers });
/** Of the latest run, by the bank's id of the account. */
async function outcomes({ connectionId }: Several): Promise<Record<string, unknown>> {
  const rows = await world().database.admin<{ account: string; outcome: string; code: string | null; rows: number }>(
    `select a.bban as account, p.outcome, p.code, p.new_rows as rows
     from sync_run_accounts p join bank_accounts a on a.id = p.account_id
     where p.run_id = (select id from sync_runs where connection_id = $1 order by started_at desc, id desc limit 1)`,
    [connectionId],
  );
  return Object.fromEntries(rows.map(({ account, outcome, code, rows: n }) => [account, [outcome, code, n]]));
}
const whole = ['complete_unverified', null, 1];

describe('several accounts in one connection', () => {
  test('Q25 one that the bank does not serve leaves the others complete, and comes with the next sync', async () => {
    const several = await connectThree();
    const [first, second, third] = several.accounts;
    await world().bank.switchOn({ name: 'http.one-account', account: second });
    expect(await sync(several)).toMatchObject({ status: 200, body: { status: 'partial', sync_result: { new: 2 } } });
    expect(await outcomes(several)).toEqual({
      [first]: whole,
      [second]: ['failed', 'bank_unavailable', 0],
      [third]: whole,
    });
    await world().bank.switchOff();
    expect(await sync(several)).toMatchObject({ status: 200, body: { sync_result: { new: 1 } } });
  }, 60_000);

  test('D-12 one whose reads of the day are spent parks alone; a person goes on at once', async () => {
    const several = await connectThree();
    const [first, second, third] = several.accounts;
    await world().bank.switchOn({ name: 'quota.429-body', endpoint: 'transactions', account: second });
    expect(await sync(several)).toMatchObject({ status: 202, body: { status: 'parked' } });
    expect(await outcomes(several)).toMatchObject({ [first]: whole, [third]: whole });
    await world().bank.switchOff();
    expect(await sync(several, { 'PSU-IP-Address': '192.0.2.44' })).toMatchObject({
      status: 200,
      body: { sync_result: { new: 3 } },
    });
    expect(await outcomes(several)).toEqual({ [first]: whole, [second]: whole, [third]: whole });
  }, 60_000);

  test('bank H one that the bank knows no more is closed with a task; the connection goes on', async () => {
    const several = await connectThree();
    const [first, second, third] = several.accounts;
    await world().bank.switchOn({ name: 'http.one-account', account: second, form: 'gone' });
    expect(await sync(several)).toMatchObject({ status: 200, body: { status: 'partial' } });
    expect(await outcomes(several)).toEqual({
      [first]: whole,
      [second]: ['failed', 'account_gone', 0],
      [third]: whole,
    });
    const tasks = await world().database.admin(
      `select t.kind, a.bban, a.status from tasks t join bank_accounts a on a.id = t.account_id where t.client_id = $1`,
      [several.clientId],
    );
    expect(tasks).toEqual([{ kind: 'account_gone', bban: second, status: 'closed' }]);
    await world().bank.book(first, { amount: '2.00' });
    expect(await sync(several)).toMatchObject({
      status: 200,
      body: { status: 'complete_unverified', sync_result: { new: 1 } },
    });
  }, 60_000);

  test('all of them: the run fails as with one', async () => {
    const several = await connectThree();
    await world().bank.switchOn({ name: 'http.5xx', endpoint: 'transactions' });
    expect(await sync(several)).toMatchObject({ status: 502, body: { code: 'bank_unavailable', act: 'bank' } });
    await world().bank.switchOff();
    await until('the next one brings all', async () => {
      const { body } = await sync(several);
      return JSON.stringify(body['sync_result'])?.includes('"new":3');
    });
  }, 120_000);
});
