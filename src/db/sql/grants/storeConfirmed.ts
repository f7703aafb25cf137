import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import type { GrantTimes } from './insertPendingGrant.ts';

export interface ConfirmedGrant extends GrantTimes {
  readonly clientId: string;
  readonly grantId: string;
}

/** A pending grant that the bank has confirmed: how long it is good. False where it was wiped meanwhile. */
export async function storeConfirmed(em: EntityManager, grant: ConfirmedGrant): Promise<boolean> {
  const rows = await query(
    em,
    `update bank_grants
     set access_expires_at = $3, refresh_expires_at = $4, consent_expires_at = $5, updated_at = now()
     where client_id = $1 and id = $2 and role = 'pending' and ciphertext is not null
     returning id`,
    [grant.clientId, grant.grantId, grant.accessExpiresAt, grant.refreshExpiresAt, grant.consentExpiresAt],
  );
  return rows.length === 1;
}
