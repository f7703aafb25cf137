import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { simulatorCredentials } from '../../src/config.ts';
import { searchAttributes } from '../../src/contracts/searchAttributes.ts';
import { createCaller } from './caller.ts';
import { accepted, type Connected, connectAccount, syncNow } from './connectAccount.ts';
import { exportHistory } from './histories.ts';
import { runsOf, storedSum } from './readTables.ts';
import { testSecrets } from './testSecrets.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';
import type { World } from './world.ts';

const world = useWorld();

const transactionsShape = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      amount: z.string(),
      booking_date: z.string(),
      kid: z.string().nullable(),
      match_status: z.string(),
    }),
  ),
  next_cursor: z.string().nullable(),
});
type Transaction = z.output<typeof transactionsShape>['items'][number];

/** All pages of GET /api/v1/transactions. */
async function listTransactions({ erp }: World, clientId: string): Promise<Transaction[]> {
  const listed: Transaction[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = `client_id=${clientId}&limit=50${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const page: z.output<typeof transactionsShape> = accepted(
      transactionsShape,
      await erp.call('GET', `/api/v1/transactions?${query}`),
    );
    listed.push(...page.items);
    cursor = page.next_cursor;
  }
  return listed;
}

const minorOf = (amount: string): bigint => BigInt(amount.replace('.', ''));

const invoice = (number: string, kid: string | null, amount: string) => ({
  external_id: `invoice-${number}`,
  kind: 'receivable',
  number,
  ...(kid === null ? {} : { kid }),
  amount,
  open_amount: amount,
  currency: 'NOK',
  issue_date: '2020-01-01',
  due_date: '2020-02-01',
  party: { id: `party-${number}`, name: 'Kunde As' },
  status: 'open',
});

const postInvoices = async ({ erp }: World, clientId: string, invoices: readonly unknown[]): Promise<void> => {
  const answer = await erp.call('POST', '/api/v1/invoices/batch', { body: { client_id: clientId, invoices } });
  expect(accepted(z.object({ errors: z.array(z.unknown()) }), answer).errors).toEqual([]);
};

/** Match statuses of all rows with a KID, by KID. */
async function statusesByKid(clientId: string): Promise<Map<string, string>> {
  const rows = await listTransactions(world(), clientId);
  return new Map(rows.flatMap(({ kid, match_status }) => (kid === null ? [] : [[kid, match_status] as const])));
}

/** Payments from customers that name a KID which no other row has. */
async function paidByKid({ account }: Connected): Promise<readonly { kid: string; amount: string }[]> {
  const rows = await world().bank.rows(account);
  return rows.flatMap(({ kid, amount }) =>
    kid !== null && !amount.startsWith('-') && rows.filter((other) => other.kid === kid).length === 1
      ? [{ kid, amount }]
      : [],
  );
}

/** What the bank answers to a call with this token. */
async function statusAtBank(accessToken: string): Promise<number> {
  const { apiKey } = simulatorCredentials;
  const bank = createCaller(world().bank.url, {
    authorization: `Bearer ${accessToken}`,
    'x-api-key': apiKey,
    'x-request-id': randomUUID(),
  });
  try {
    return (await bank.call('GET', '/v1/accounts')).status;
  } finally {
    await bank.close();
  }
}

describe('the main job', () => {
  test("from the bank's page to matched transactions; a second sync changes nothing; a revoke reaches the bank", async () => {
    const connected = await connectAccount(world(), { rows: 120, pageSize: 50 });
    const { clientId, connectionId, account, answer } = connected;
    const truth = await world().bank.truth(account);
    expect(truth.count).toBe(120);
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'complete_unverified', initial_sync: { fetched: 120, new: 120, duplicates: 0, errors: 0 } },
    });

    const listed = await listTransactions(world(), clientId);
    expect(new Set(listed.map(({ id }) => id)).size).toBe(truth.count);
    expect(listed.reduce((sum, { amount }) => sum + minorOf(amount), 0n)).toBe(BigInt(truth.sumMinor));
    expect(await storedSum(world(), connectionId)).toEqual(truth);

    // Invoices that come after their payments: one is paid in full, of one another amount was paid.
    const [full, other] = await paidByKid(connected);
    if (full === undefined || other === undefined) throw new Error('the bank has too few payments with a KID');
    await postInvoices(world(), clientId, [
      invoice('F1', full.kid, full.amount),
      invoice('F2', other.kid, String(Number(other.amount) + 1)),
    ]);
    const byKid = await until('the rows are matched', async () => {
      const statuses = await statusesByKid(clientId);
      return statuses.get(full.kid) === 'matched' && statuses.get(other.kid) === 'review' ? statuses : null;
    });
    expect(
      [...byKid]
        .filter(([, status]) => status !== 'unmatched')
        .map(([kid]) => kid)
        .toSorted(),
    ).toEqual([full.kid, other.kid].toSorted());
    expect(
      accepted(
        z.object({ items: z.array(z.unknown()) }),
        await world().erp.call('GET', `/api/v1/matches?client_id=${clientId}`),
      ).items,
    ).toHaveLength(1);

    const accessToken = [...(world().seenSecrets.get('access token') ?? [])].at(-1) ?? '';
    expect(await statusAtBank(accessToken)).toBe(200);

    const before = await listTransactions(world(), clientId);
    expect(await syncNow(world(), connectionId)).toMatchObject({
      sync_result: { new: 0, errors: 0 },
      empty_reason: 'all_duplicates',
    });
    expect(await listTransactions(world(), clientId)).toEqual(before);

    // An invoice that waits for its payment: matched in the run that brings it.
    await postInvoices(world(), clientId, [invoice('F3', '12345678903', '499.50')]);
    await world().bank.book(account, { amount: '499.50', kid: '12345678903', text: 'Giro, Kunde As' });
    expect(await syncNow(world(), connectionId)).toMatchObject({ sync_result: { new: 1 } });
    expect((await statusesByKid(clientId)).get('12345678903')).toBe('matched');

    expect(await world().erp.call('DELETE', `/api/dnb/connections/${connectionId}`)).toMatchObject({
      status: 200,
      body: { confirmed_at_bank: true },
    });
    expect(await statusAtBank(accessToken)).toBe(401);
    expect(await world().erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId } })).toMatchObject({
      status: 409,
      body: { code: 'revoked' },
    });
  });

  test('E-8 a run shows itself in the Web UI by readable id, summary, attributes and details', async () => {
    const { clientId, connectionId } = await connectAccount(world());
    const { client, namespace } = world().temporal;
    const [run] = await runsOf(world(), connectionId);
    const handle = client.workflow.getHandle(`sync/${connectionId}`, run?.temporal_run_id);
    expect(await handle.result()).toBe('complete_unverified');

    const described = await handle.describe();
    expect(described.status.name).toBe('COMPLETED');
    expect(await described.staticSummary()).toBe('first sync');
    const shown = Object.fromEntries(
      [searchAttributes.clientId, searchAttributes.connectionId, searchAttributes.trigger, searchAttributes.stage].map(
        (key) => [key.name, described.typedSearchAttributes.get(key)],
      ),
    );
    expect(shown).toEqual({
      KontosyncClientId: clientId,
      KontosyncConnectionId: connectionId,
      KontosyncTrigger: 'first',
      KontosyncStage: 'complete_unverified',
    });
    expect(described.typedSearchAttributes.get(searchAttributes.newRows)).toBe(60);

    const metadata = z.object({ currentDetails: z.string() }).parse(await handle.query('__temporal_workflow_metadata'));
    expect(metadata.currentDetails).toMatch(
      /\*\*Stage:\*\* complete_unverified\n\n\*\*Account:\*\* 1 of 1\n\n\*\*Pages read:\*\* 2\n\n\*\*Rows read:\*\* 60/,
    );

    const { history } = await exportHistory(world(), `sync/${connectionId}`, run?.temporal_run_id);
    const steps = (history.events ?? []).filter((event) => event.activityTaskScheduledEventAttributes);
    expect(steps).toHaveLength(7);
    expect(steps.filter((event) => !event.userMetadata?.summary)).toEqual([]); // each says what it does

    const life = await client.workflow.getHandle(`connection/${connectionId}`).describe();
    expect(await life.staticSummary()).toContain('life of a bank connection');
    expect(life.typedSearchAttributes.get(searchAttributes.stage)).toBe('active');

    const runShape = z.object({ temporal: z.object({ workflow_id: z.string(), url: z.string() }) });
    const { temporal } = accepted(runShape, await world().erp.call('GET', `/api/v1/sync-runs/${run?.id}`));
    expect(temporal.url).toBe(
      `http://localhost:8233/namespaces/${namespace}/workflows/sync%2F${connectionId}/${run?.temporal_run_id}/history`,
    );
  });

  testSecrets(world);
});
