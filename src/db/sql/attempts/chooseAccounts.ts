import type { EntityManager } from '@mikro-orm/postgresql';
import type { ChosenAccounts } from '../../entities/connection.ts';
import { query } from '../../tenantScope.ts';

/** Writes what `/connect` chose, once: of many at the same time one is told true. */
export async function chooseAccounts(
  em: EntityManager,
  { clientId, attemptId, chosen }: { clientId: string; attemptId: string; chosen: ChosenAccounts },
): Promise<boolean> {
  const rows = await query(
    em,
    `update authorization_attempts set chosen_accounts = $3, updated_at = now()
     where client_id = $1 and id = $2 and status = 'granted' and chosen_accounts is null and grant_expires_at > now()
     returning id`,
    [clientId, attemptId, JSON.stringify(chosen)],
  );
  return rows.length === 1;
}
