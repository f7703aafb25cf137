import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * Rows of an account that a person was told of as missed beyond proof: the task is open, or a person has closed it. What a
 * person has seen does not come again (I22); one that went away by itself does.
 */
export async function listUnprovableTold(em: EntityManager, clientId: string, accountId: string): Promise<string[]> {
  const rows = await query<{ id: string }>(
    em,
    `select distinct jsonb_array_elements_text(transaction_ids) as id from tasks
     where client_id = $1 and account_id = $2 and kind = 'withdrawal_not_provable'
       and (status = 'open' or closed_by <> 'workflow')`,
    [clientId, accountId],
  );
  return rows.map(({ id }) => id);
}
