import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { erasureWorkflowId } from '../../src/contracts/ids.ts';
import { type Connected, connectAccount } from './connectAccount.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';

const world = useWorld();

const chainShape = z.object({ chain: z.object({ verified: z.boolean(), entries: z.int() }) });

/** All that the database holds, as text, by table. */
async function dump(): Promise<Map<string, string>> {
  const tables = await world().database.admin<{ name: string }>(
    `select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
  );
  const found = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await world().database.admin<{ row: string }>(`select t::text as row from ${name} t`);
    found.set(name, rows.map(({ row }) => row).join('\n'));
  }
  return found;
}
const tablesWith = async (text: string): Promise<string[]> =>
  [...(await dump())].flatMap(([name, rows]) => (rows.includes(text) ? [name] : [])).toSorted();

/** A connected company with settings, invoices and a person's decision; returns texts that are its own. */
async function company(legalHold: boolean): Promise<{ connected: Connected; own: string[] }> {
  const { erp, database } = world();
  const connected = await connectAccount(world(), { rows: 12, days: 10 });
  const { clientId } = connected;
  const word = `Eigenname-${clientId.slice(0, 8)}`;
  await erp.call('PUT', `/api/v1/clients/${clientId}`, {
    body: {
      name: `${word} AS`,
      locale: 'nb',
      notification_emails: [`${word}@kunde.example`],
      return_urls: [],
      matching: { mode: 'auto' },
      legal_hold: legalHold,
    },
    headers: { 'kontosync-user': `${word}-bruker` },
  });
  await erp.call('POST', '/api/v1/invoices/batch', {
    body: {
      client_id: clientId,
      invoices: [
        {
          external_id: 'F1',
          kind: 'receivable',
          number: '4711',
          amount: '100.00',
          open_amount: '100.00',
          currency: 'NOK',
          issue_date: '2026-01-01',
          due_date: '2026-01-15',
          party: { id: '1', name: `${word} kunde`, account: '15030000000' },
          status: 'open',
        },
      ],
    },
  });
  const [account] = await database.admin<{ identity: string }>(
    'select identity from bank_accounts where client_id = $1',
    [clientId],
  );
  const texts = await database.admin<{ text: string }>(
    `select distinct unnest(array[text, counterparty_name]) as text from bank_transactions where client_id = $1`,
    [clientId],
  );
  // Longer ones are no words of others' too.
  const bank = texts.flatMap(({ text }) => (text !== null && text.length > 12 ? [text] : []));
  return { connected, own: [word, account?.identity ?? '?', ...bank.slice(0, 5)] };
}

async function erase({ clientId }: Connected): Promise<void> {
  const answer = await world().erp.call('DELETE', `/api/v1/clients/${clientId}`);
  expect(answer).toMatchObject({ status: 202, body: { status: 'running' } });
  await until('the client is gone', async () => {
    const rows = await world().database.admin('select from clients where client_id = $1', [clientId]);
    return rows.length === 0;
  });
  await world().temporal.client.workflow.getHandle(erasureWorkflowId(clientId)).result();
}

test('E-18 an erased client: a dump has no name, account or text of it, the consent is revoked, the chain holds', async () => {
  const { connected, own } = await company(false);
  const { clientId, connectionId } = connected;
  expect(await tablesWith(own[0] ?? '')).toEqual(
    expect.arrayContaining(['audit_persons', 'clients', 'invoices', 'parties']),
  );
  await erase(connected);
  for (const text of own) expect([text, await tablesWith(text)]).toEqual([text, []]);
  expect(await world().erp.call('GET', `/api/v1/clients/${clientId}`)).toMatchObject({ status: 404 });
  expect(await world().erp.call('GET', `/api/dnb/connections/${connectionId}`)).toMatchObject({ status: 404 });
  const trail = await world().erp.call('GET', `/api/v1/audit?client_id=${clientId}&limit=200`);
  expect(chainShape.parse(trail.body).chain.verified).toBe(true);
  const actions = z
    .array(z.object({ action: z.string() }))
    .parse(trail.body['items'])
    .map(({ action }) => action);
  expect(actions).toEqual(
    expect.arrayContaining([
      'client.erase',
      'connection.revoking',
      'grant.revoke',
      'connection.revoked',
      'client.erased',
    ]),
  );
  // What it was told last still waits to be delivered.
  const events = await world().database.admin<{ type: string }>('select type from outbox_events where client_id = $1', [
    clientId,
  ]);
  expect(events.map(({ type }) => type)).toContain('connection.disconnected');
});

test('E-18 under legal hold only the held rows have its texts, and no route shows them', async () => {
  const { connected, own } = await company(true);
  await erase(connected);
  const [name = '', account = '', ...texts] = own;
  expect(await tablesWith(name)).toEqual([]);
  expect(await tablesWith(account)).toEqual(['held_transactions']);
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) expect(await tablesWith(text)).toEqual(['held_transactions']);
  const list = await world().erp.call('GET', `/api/v1/transactions?client_id=${connected.clientId}`);
  expect(list).toMatchObject({ status: 200, body: { items: [] } });
});
