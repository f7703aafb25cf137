import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * The intent of a refresh, committed before the token is spent (A.2, step 2). A mark that is there already stays: whoever
 * finds a foreign one while holding the row's lock knows that a refresh ended without a known outcome.
 */
export async function markRefreshing(
  em: EntityManager,
  { clientId, grantId, version, mark }: { clientId: string; grantId: string; version: number; mark: string },
): Promise<void> {
  await query(
    em,
    `update bank_grants set state = $4, updated_at = now()
     where client_id = $1 and id = $2 and version = $3 and state = 'good'`,
    [clientId, grantId, version, mark],
  );
}

/** The refresh had an outcome: the bank said no, or was surely not reached. */
export async function clearRefreshing(
  em: EntityManager,
  { clientId, grantId, version }: { clientId: string; grantId: string; version: number },
): Promise<void> {
  await query(
    em,
    `update bank_grants set state = 'good', updated_at = now() where client_id = $1 and id = $2 and version = $3`,
    [clientId, grantId, version],
  );
}
