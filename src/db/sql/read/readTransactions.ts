import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { type StoredTransaction, transactionColumns, transactionJoins } from './transactionColumns.ts';

/** Rows in any status, by id; those that the client has not are left out. */
export async function readTransactions(
  em: EntityManager,
  clientId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredTransaction>> {
  if (ids.length === 0) return new Map();
  const rows = await query<StoredTransaction>(
    em,
    `select ${transactionColumns} from bank_transactions t ${transactionJoins}
     where t.client_id = $1 and t.id = any($2)`,
    [clientId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
