import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { epochMs } from './epochMs.ts';

/**
 * The attempt's pending grant becomes the current one, the one before is retired (design 4); in this order, as at most
 * one may be current. Gives when the new consent ends; undefined where the attempt has no pending grant.
 */
export async function swapGrants(
  em: EntityManager,
  { clientId, connectionId, attemptId }: { clientId: string; connectionId: string; attemptId: string },
): Promise<{ readonly consentExpiresMs: number | null } | undefined> {
  await query(
    em,
    `update bank_grants set role = 'retired', updated_at = now()
     where client_id = $1 and connection_id = $2 and role = 'current'
       and exists (select 1 from bank_grants p where p.client_id = $1 and p.attempt_id = $3 and p.role = 'pending')`,
    [clientId, connectionId, attemptId],
  );
  const [row] = await query<{ consent_expires_ms: number | null }>(
    em,
    `update bank_grants set role = 'current', updated_at = now()
     where client_id = $1 and connection_id = $2 and attempt_id = $3 and role = 'pending'
     returning ${epochMs('consent_expires_at')} as consent_expires_ms`,
    [clientId, connectionId, attemptId],
  );
  return row === undefined ? undefined : { consentExpiresMs: row.consent_expires_ms };
}
