import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';

export interface ReadingAttempt {
  /** A bigint as text. */
  readonly fence: string;
  /** The link to the page that comes next; null: the first page. */
  readonly cursor: string | null;
  /** Staged so far. */
  readonly pages: number;
  readonly rows: number;
}

/**
 * An attempt to read begins (D-3): it takes the account's next fence, and whoever read before writes nothing more. Its
 * window is read while the part is in state `reading`, single dates of it when that is `staged`. Null: the part has moved
 * on.
 */
export async function takeFence(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  state: 'reading' | 'staged',
): Promise<ReadingAttempt | null> {
  const [row] = await query<ReadingAttempt>(
    em,
    `with account as (
       update bank_accounts set fence = fence + 1 where client_id = $1 and id = $3 returning fence
     )
     update sync_run_accounts p set fence = account.fence
     from account, sync_runs r
     where p.client_id = $1 and p.run_id = $2 and p.account_id = $3 and p.state = $4
       and r.client_id = p.client_id and r.id = p.run_id and r.status = 'running'
     returning p.fence, p.cursor, p.pages, p.rows`,
    [clientId, runId, accountId, state],
  );
  return row ?? null;
}
