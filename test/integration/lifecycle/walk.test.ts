import { describe, expect, test } from '@jest/globals';
import { getState } from '../../../src/contracts/connection.ts';
import { ok, useLifecycleBench } from './lifecycleBench.ts';
import { bankError, drift } from './stubBank.ts';
import { choose, comeBack, setOut } from './walks.ts';

const bench = useLifecycleBench();

describe('the first walk', () => {
  test('from initiate to connected: order in the workflow, truth in the rows', async () => {
    const walk = await bench.connect();
    expect(await bench.statusOf(walk)).toMatchObject({ connection_status: 'active' });
    expect(await bench.handleOf(walk).query(getState)).toMatchObject({ kind: 'active' });
    expect(bench.world.bank.redeemed).toHaveLength(1);
    expect(bench.world.bank.listings.map(({ psu }) => psu)).toEqual([{ ipAddress: '192.0.2.1', userAgent: null }]);
    const accounts = await bench.database.admin(
      'select identity, name, history_from is not null as has_history from bank_accounts where connection_id = $1',
      [walk.connectionId],
    );
    expect(accounts).toEqual([{ identity: drift.iban, name: 'Drift', has_history: false }]);
    const events = await bench.database.admin('select type from outbox_events where client_id = $1', [walk.clientId]);
    expect(events).toEqual([{ type: 'connection.connected' }]);
    const grants = await bench.database.admin('select role from bank_grants where connection_id = $1', [
      walk.connectionId,
    ]);
    expect(grants).toEqual([{ role: 'current' }]);
  });

  test('each message may come twice', async () => {
    const walk = await bench.connect();
    expect(await bench.engine.acceptCallback(walk)).toEqual(ok);
    expect(await bench.engine.confirmAccounts(walk)).toEqual(ok);
    expect(await bench.statusOf(walk)).toMatchObject({ connection_status: 'active' });
    expect(bench.world.bank.redeemed).toHaveLength(1);
  });

  test('B-12 no secret, state, URL or account number is in the history', async () => {
    const walk = await bench.connect();
    const history = JSON.stringify(await bench.handleOf(walk).fetchHistory());
    const payloads = [...history.matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)].map(([, data = '']) =>
      Buffer.from(data, 'base64').toString('utf8'),
    );
    const text = history + payloads.join('\n');
    expect(payloads.join('\n')).toContain(walk.attemptId); // the payloads were read
    const { redeemed } = bench.world.bank;
    for (const secret of [
      walk.state,
      'https://bank.test',
      'access-',
      'refresh-',
      redeemed[0]?.code ?? 'x',
      drift.bban ?? '',
    ])
      expect(text).not.toContain(secret);
  });

  test('a bank without metadata ends the walk, and says so', async () => {
    bench.world.bank.onAuthorizationUrl = () => Promise.reject(bankError('bank_contract_violation', { sent: false }));
    const walk = await setOut(bench.world);
    expect(await bench.engine.beginAuthorization(walk)).toEqual({ ok: false, code: 'bank_contract_violation' });
    expect(await bench.statusOf(walk)).toEqual({
      connection_status: 'abandoned',
      status_reason: 'bank_contract_violation',
      confirmed: true,
    });
    expect(await bench.secretsLeft(walk)).toEqual([]);
  });
});

describe('A-7 a code is redeemed at most once', () => {
  test('A-7 no answer: no second redemption, the attempt has failed', async () => {
    bench.world.bank.onRedeem = () => Promise.reject(bankError('bank_unavailable'));
    const walk = await setOut(bench.world);
    await bench.engine.beginAuthorization(walk);
    await comeBack(bench.world, walk);
    expect(await bench.engine.acceptCallback(walk)).toEqual({ ok: false, code: 'ambiguous_code_exchange' });
    expect(bench.world.bank.redeemed).toHaveLength(1);
    expect(await bench.statusOf(walk)).toMatchObject({
      connection_status: 'abandoned',
      status_reason: 'ambiguous_code_exchange',
    });
    expect(await bench.secretsLeft(walk)).toEqual([]);
  });

  test('A-7 refused before a byte was sent: tried again with the same code', async () => {
    let tries = 0;
    bench.world.bank.onRedeem = async () => {
      tries += 1;
      if (tries === 1) throw bankError('bank_unavailable', { sent: false });
    };
    await bench.reachGrant();
    expect(bench.world.bank.redeemed).toHaveLength(2);
    expect(bench.world.bank.redeemed[0]).toEqual(bench.world.bank.redeemed[1]);
  });

  test('A-7 killed after the grant was stored: the retry calls the token endpoint no more', async () => {
    let tries = 0;
    bench.world.bank.onAccounts = async () => {
      tries += 1;
      if (tries === 1) throw bankError('bank_unavailable');
    };
    await bench.reachGrant();
    expect(bench.world.bank.redeemed).toHaveLength(1);
    expect(bench.world.bank.listings).toHaveLength(2);
  });
});

test('connecting the same account again continues its row', async () => {
  const first = await bench.connect();
  const [before] = await bench.database.admin<{ id: string; fence: string }>(
    'select id, fence from bank_accounts where connection_id = $1',
    [first.connectionId],
  );
  const again = await setOut(bench.world, { clientId: first.clientId });
  await bench.engine.beginAuthorization(again);
  await comeBack(bench.world, again);
  await bench.engine.acceptCallback(again);
  await choose(bench.world, again, [drift.accountId]);
  expect(await bench.engine.confirmAccounts(again)).toEqual(ok);
  const accounts = await bench.database.admin(
    'select id, connection_id, fence from bank_accounts where client_id = $1',
    [first.clientId],
  );
  expect(accounts).toEqual([
    { id: before?.id, connection_id: again.connectionId, fence: String(Number(before?.fence) + 1) },
  ]);
});
