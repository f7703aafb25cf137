import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import type { StoredCheck } from './storedCheck.ts';

/** What a check found, for the next one; where the figures differ, the next window may be made to reach over all history. */
export async function storeCheck(
  em: EntityManager,
  {
    clientId,
    accountId,
    check,
    widens,
  }: {
    readonly clientId: string;
    readonly accountId: string;
    readonly check: StoredCheck;
    readonly widens: boolean;
  },
): Promise<void> {
  await query(
    em,
    `update bank_accounts set balance_check = $3, last_deep_on = case when $4 then null else last_deep_on end
     where client_id = $1 and id = $2`,
    [clientId, accountId, JSON.stringify(check), widens],
  );
}
