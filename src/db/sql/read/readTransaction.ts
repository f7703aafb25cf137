import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { type StoredTransaction, transactionColumns, transactionJoins } from './transactionColumns.ts';

/** One row in any status; null: the client has none with this id. */
export async function readTransaction(
  em: EntityManager,
  clientId: string,
  id: string,
): Promise<StoredTransaction | null> {
  const [row] = await query<StoredTransaction>(
    em,
    `select ${transactionColumns} from bank_transactions t ${transactionJoins} where t.client_id = $1 and t.id = $2`,
    [clientId, id],
  );
  return row ?? null;
}
