import { beforeEach, describe, expect, test } from '@jest/globals';
import { addDays, bankToday } from '../../../src/domain/calendarDate.ts';
import { arrangeRows, arrangeRun, arrangeRunAccount } from '../api/arrange.ts';
import { type ApiWalk, useApiWorld } from './apiWorld.ts';
import { drift } from './stubBank.ts';

const it = useApiWorld();
const today = () => bankToday(it.api.clock.now(), 'Europe/Oslo');
const daysAgo = (days: number) => addDays(today(), -days);

const accountsOf = ({ connectionId }: ApiWalk) =>
  it.api.database.admin<{ id: string; history_from: string; match_from: string }>(
    'select id, history_from::text, match_from::text from bank_accounts where connection_id = $1',
    [connectionId],
  );

/** The first sync that a worker would have run: its part for the account ends so. */
const firstSyncReads = (part: () => Record<string, unknown>, run: Record<string, unknown> = {}): void => {
  it.api.engine.whenRung = async ({ clientId, connectionId }) => {
    const [account] = await it.api.database.admin<{ id: string }>(
      'select id from bank_accounts where connection_id = $1',
      [connectionId],
    );
    const runId = await arrangeRun(it.api.database, { clientId, connectionId }, { trigger: 'first', ...run });
    const ref = { clientId, runId, accountId: account?.id ?? '' };
    await arrangeRunAccount(it.api.database, ref, { window_to: today(), ...part() });
    await arrangeRows(it.api.database, 'unattended_bank_reads', ref, [
      { endpoint: 'transactions', bank_day: today(), used: 1 },
    ]);
    await it.api.database.admin('update sync_requests set run_id = $1 where connection_id = $2 and run_id is null', [
      runId,
      connectionId,
    ]);
  };
};

describe('history_from and match_from at connect (contract 3.1)', () => {
  beforeEach(() => firstSyncReads(() => ({ window_from: daysAgo(90), achieved_from: daysAgo(88) })));

  test('contract 3.1 by default 90 days back, and the cut-over is where the history begins', async () => {
    const walk = await it.grant();
    const { body } = await it.connect(walk);
    expect(body).toMatchObject({
      history: { requested_from: daysAgo(90), achieved_from: daysAgo(88), attended: false },
      quota: { unattended_left_today: 3 },
      empty_reason: null,
      warnings: [],
    });
    expect(await accountsOf(walk)).toMatchObject([{ history_from: null, match_from: daysAgo(90) }]);
  });

  test('contract 3.1 match_from follows a history_from that is given', async () => {
    const walk = await it.grant();
    await it.connect(walk, { history_from: daysAgo(60) });
    expect(await accountsOf(walk)).toMatchObject([{ history_from: daysAgo(60), match_from: daysAgo(60) }]);
  });

  test('contract 3.1 a match_from is its own date', async () => {
    const walk = await it.grant();
    await it.connect(walk, { match_from: daysAgo(7) });
    expect(await accountsOf(walk)).toMatchObject([{ history_from: null, match_from: daysAgo(7) }]);
  });

  test('contract 3.1 a first sync that found nothing says why', async () => {
    firstSyncReads(() => ({ window_from: daysAgo(90) }), { empty_reason: 'no_rows' });
    expect((await it.connect(await it.grant())).body).toMatchObject({ empty_reason: 'no_rows' });
  });
});

describe('a history_from that cannot be reached (Q22)', () => {
  test('contract 3.1 clipped to what the bank gives: told, and told again', async () => {
    firstSyncReads(() => ({
      requested_from: daysAgo(500),
      window_from: daysAgo(89),
      achieved_from: daysAgo(89),
    }));
    const walk = await it.grant();
    const answers = [
      await it.connect(walk, { history_from: daysAgo(500) }),
      await it.connect(walk, { history_from: daysAgo(500) }),
    ];
    for (const { body } of answers)
      expect(body).toMatchObject({
        history: { requested_from: daysAgo(500), achieved_from: daysAgo(89), attended: false },
        warnings: [expect.stringContaining(daysAgo(89))],
      });
  });

  test('contract 3.1 the bank shows its first transaction much later', async () => {
    firstSyncReads(() => ({ window_from: daysAgo(80), achieved_from: daysAgo(30) }));
    const walk = await it.grant();
    const { body } = await it.connect(walk, { history_from: daysAgo(80) });
    const [account] = await accountsOf(walk);
    expect(body['warnings']).toEqual([expect.stringContaining(daysAgo(30))]);
    expect(body['warnings']).toEqual([expect.stringContaining(account?.id ?? 'an account')]);
  });

  test.each([
    ['nobody is present', {}, 90, 89],
    ['a person is present', { 'PSU-IP-Address': '192.0.2.7' }, 396, 395],
  ])('contract 3.1 told at once while the first sync goes on: %s', async (_name, headers, days, reachable) => {
    it.api.engine.whenRung = async () => {};
    const { clientId, key, state, code } = await it.grant();
    const ask = (history_from: string) =>
      it.api.call('POST', '/api/dnb/connect', {
        key,
        headers: { prefer: 'respond-async', ...headers },
        body: { client_id: clientId, state, code, account_id: drift.accountId, history_from },
      });
    const answer = await ask(daysAgo(days));
    expect(answer).toMatchObject({ status: 202, body: { warnings: [expect.stringContaining(daysAgo(reachable))] } });
    expect(await ask(daysAgo(reachable))).toMatchObject({ status: 202, body: { warnings: [] } });
  });
});
