import { afterEach, describe, expect, test } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import { syncWorkflowId } from '../../src/contracts/ids.ts';
import type { BankFault } from './bankControl.ts';
import { connectAccount, syncNow } from './connectAccount.ts';
import { runsOf, storedSum } from './readTables.ts';
import { testSecrets } from './testSecrets.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';

const world = useWorld({ bankPatienceMs: 10_000, bankLimits: { headersMs: 1_000 } });

interface PassingFault {
  readonly rule: string;
  readonly fault: BankFault;
  /** Calls for pages that a run needs then; without a fault two. */
  readonly calls: number;
  readonly tokenCalls: number;
}

const passing: readonly PassingFault[] = [
  {
    rule: 'F6 500 twice',
    fault: { name: 'http.5xx', endpoint: 'transactions', when: { times: 2 } },
    calls: 4,
    tokenCalls: 0,
  },
  {
    rule: 'F6 429 with Retry-After: 1',
    fault: { name: 'quota.429-retry', endpoint: 'transactions', retryAfter: 1, when: { times: 1 } },
    calls: 3,
    tokenCalls: 0,
  },
  {
    rule: 'A-18 the token expires between two pages',
    fault: { name: 'token.expired', endpoint: 'transactions', when: { nth: 2 } },
    calls: 3,
    tokenCalls: 1,
  },
  {
    rule: 'D-14 no answer before the deadline',
    fault: { name: 'net.hang', endpoint: 'transactions', when: { nth: 2 } },
    calls: 3,
    tokenCalls: 0,
  },
];

afterEach(() => world().bank.switchOff());

describe('faults of the bank', () => {
  test.each(passing)('$rule: the run goes on and completes', async ({ fault, calls, tokenCalls }) => {
    const { bank } = world();
    const { connectionId, account } = await connectAccount(world(), { rows: 40, days: 3, pageSize: 30 });
    for (let row = 0; row < 5; row += 1) await bank.book(account, { amount: `${row + 1}.00` });
    await bank.forgetRequests();
    await bank.switchOn({ ...fault, account });
    expect(await syncNow(world(), connectionId)).toMatchObject({
      status: 'complete_unverified',
      sync_result: { fetched: 45, new: 5, duplicates: 40, errors: 0 },
    });
    expect(await storedSum(world(), connectionId)).toEqual(await bank.truth(account));
    expect(await bank.requests('transactions', account)).toHaveLength(calls);
    expect(await bank.requests('token')).toHaveLength(tokenCalls);
    expect(await runsOf(world(), connectionId)).toHaveLength(2); // the first one, and one that went on through the fault
  });

  test('E-9 a bank that stays down fails the run, for the caller and in the list of what failed', async () => {
    const { bank, erp, temporal } = world();
    const { connectionId, account } = await connectAccount(world());
    await bank.switchOn({ name: 'http.5xx', account });
    const answer = await erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId } });
    const [, run] = await runsOf(world(), connectionId);
    expect(answer).toMatchObject({
      status: 502,
      body: { code: 'bank_unavailable', act: 'bank', retryable: true, run_id: run?.id, connection_id: connectionId },
    });
    expect(run?.status).toBe('failed');
    await expect(
      temporal.client.workflow.getHandle(syncWorkflowId(connectionId), run?.temporal_run_id).result(),
    ).rejects.toThrow(WorkflowFailedError);
    await until('the list shows it', async () => {
      const query = `KontosyncErrorClass = 'retryable' AND ExecutionStatus = 'Failed'`;
      for await (const { runId } of temporal.client.workflow.list({ query }))
        if (runId === run?.temporal_run_id) return true;
      return false;
    });

    // Nothing is lost: the next sync goes on.
    await bank.switchOff();
    await bank.book(account, { amount: '10.00' });
    expect(await syncNow(world(), connectionId)).toMatchObject({ sync_result: { new: 1 } });
  });

  test('A-16 a consent that the person ended at the bank completes the run and asks for a new one', async () => {
    const { bank, erp, database } = world();
    const { connectionId, account } = await connectAccount(world());
    for (const { id } of await bank.consents(account)) await bank.revokeConsent(id);
    expect(await erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId } })).toMatchObject({
      status: 409,
      body: { code: 'needs_reconsent', act: 'user' },
    });
    const rows = await database.admin('select connection_status from bank_connections where id = $1', [connectionId]);
    expect(rows).toEqual([{ connection_status: 'needs_reconsent' }]);
    const handle = world().temporal.client.workflow.getHandle(syncWorkflowId(connectionId));
    expect(await handle.result()).toBe('failed');
    expect((await handle.describe()).status.name).toBe('COMPLETED'); // a person's turn is no operator's work
  });

  testSecrets(world);
});
