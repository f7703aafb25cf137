import type { EntityManager } from '@mikro-orm/postgresql';
import type { LedgerTask } from '../../../domain/ledger/ledgerTask.ts';
import { query } from '../../tenantScope.ts';

/** What an open task tells a person now; where it told the same, its row is left alone. */
export async function updateTaskData(
  em: EntityManager,
  clientId: string,
  { id, data }: { readonly id: string } & Pick<LedgerTask, 'data'>,
): Promise<void> {
  await query(
    em,
    `update tasks set data = $3::jsonb
     where client_id = $1 and id = $2 and status = 'open' and data is distinct from $3::jsonb`,
    [clientId, id, JSON.stringify(data)],
  );
}
