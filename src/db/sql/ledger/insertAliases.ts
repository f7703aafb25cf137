import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** An id of the bank that names a row: kind and value, as `transactionId:0116_…` (ledger 4). */
export interface RowAlias {
  readonly transactionId: string;
  readonly id: string;
}

/** Under id policy `proven`: ids seen for rows. An id that a correction took to another row goes with it. */
export async function insertAliases(
  em: EntityManager,
  { clientId, accountId }: { readonly clientId: string; readonly accountId: string },
  aliases: readonly RowAlias[],
): Promise<void> {
  if (aliases.length === 0) return;
  // A date read alone may show an id that the window showed elsewhere: it names one row.
  const targets = new Map(aliases.map(({ transactionId, id }) => [id, transactionId] as const));
  const records = [...targets].map(([id, transactionId]) => ({ transaction_id: transactionId, id }));
  await query(
    em,
    `insert into bank_transaction_aliases (client_id, account_id, kind, value, transaction_id)
     select $1, $2, split_part(r.id, ':', 1), substr(r.id, strpos(r.id, ':') + 1), r.transaction_id
     from json_to_recordset($3) as r(transaction_id uuid, id text)
     on conflict (client_id, account_id, kind, value) do update set transaction_id = excluded.transaction_id`,
    [clientId, accountId, JSON.stringify(records)],
  );
}
