import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { BalanceFigure } from '../../entities/account.ts';
import { query } from '../../tenantScope.ts';

/** The bank's figures at a check. False, and nothing is written, where another attempt has begun to read since. */
export async function storeBalances(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  figures: readonly BalanceFigure[],
  at: Date,
): Promise<boolean> {
  const written = await query(
    em,
    `update bank_accounts a set balances = $4, balances_at = $5
     from sync_run_accounts p
     where a.client_id = $1 and a.id = $3 and p.client_id = $1 and p.run_id = $2 and p.account_id = $3
       and a.fence = p.fence
     returning a.id`,
    [clientId, runId, accountId, JSON.stringify(figures), at],
  );
  return written.length > 0;
}
