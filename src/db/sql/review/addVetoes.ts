import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface Veto {
  readonly transactionId: string;
  readonly invoiceId: string;
}

/** Pairs that the matcher never proposes or matches again (matching 10). Any number of times. */
export async function addVetoes(em: EntityManager, clientId: string, vetoes: readonly Veto[]): Promise<void> {
  if (vetoes.length === 0) return;
  const records = vetoes.map(({ transactionId, invoiceId }) => ({
    transaction_id: transactionId,
    invoice_id: invoiceId,
  }));
  await query(
    em,
    `insert into match_vetoes (client_id, transaction_id, invoice_id)
     select $1, r.transaction_id, r.invoice_id from json_to_recordset($2) as r(transaction_id uuid, invoice_id uuid)
     on conflict (client_id, transaction_id, invoice_id) do nothing`,
    [clientId, JSON.stringify(records)],
  );
}
