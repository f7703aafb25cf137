import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Counts the rows that a merge has written into the connection's total (contract 3.3). */
export async function addImported(
  em: EntityManager,
  clientId: string,
  connectionId: string,
  newRows: number,
): Promise<void> {
  await query(
    em,
    `update bank_connections set total_transactions_imported = total_transactions_imported + $3
     where client_id = $1 and id = $2`,
    [clientId, connectionId, newRows],
  );
}
