import { z } from 'zod';
import { accepted } from './connectAccount.ts';
import type { World } from './world.ts';

/** What both of them come to. */
export const alikeAmount = '4321.50';

/** Two open receivables of one amount, of two parties: a row that pays it is a choice. */
export async function sendTwoAlike({ erp }: World, clientId: string): Promise<void> {
  const today = new Date().toISOString().slice(0, 10);
  const invoices = ['alike-1', 'alike-2'].map((external_id) => ({
    external_id,
    kind: 'receivable',
    number: external_id,
    amount: alikeAmount,
    open_amount: alikeAmount,
    currency: 'NOK',
    issue_date: '2020-01-01',
    due_date: today,
    party: { id: `party-${external_id}`, name: `Kunde ${external_id} AS` },
    status: 'open',
  }));
  const answer = await erp.call('POST', '/api/v1/invoices/batch', { body: { client_id: clientId, invoices } });
  accepted(z.object({ errors: z.array(z.unknown()).length(0) }), answer);
}
