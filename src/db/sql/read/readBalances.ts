import type { EntityManager } from '@mikro-orm/postgresql';
import type { BalanceFigure } from '../../entities/account.ts';
import { query } from '../../tenantScope.ts';
import { instant } from './instant.ts';

export interface StoredBalances {
  readonly figures: readonly BalanceFigure[] | null;
  readonly checked_at: string | null;
}

/** The bank's figures at the last check, as received; null: the client has no such account. */
export async function readBalances(
  em: EntityManager,
  clientId: string,
  accountId: string,
): Promise<StoredBalances | null> {
  const [row] = await query<StoredBalances>(
    em,
    `select balances as figures, ${instant('balances_at')} as checked_at
     from bank_accounts where client_id = $1 and id = $2`,
    [clientId, accountId],
  );
  return row ?? null;
}
