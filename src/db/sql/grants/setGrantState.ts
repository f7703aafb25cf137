import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface GrantStateChange {
  readonly clientId: string;
  readonly grantId: string;
  readonly version: number;
  /** The state that it follows. */
  readonly from: string;
  readonly to: string;
}

/** What is known of a grant's refresh; false where the row has moved on. `updated_at` stays the bank's last answer. */
export async function setGrantState(
  em: EntityManager,
  { clientId, grantId, version, from, to }: GrantStateChange,
): Promise<boolean> {
  const rows = await query(
    em,
    `update bank_grants set state = $5
     where client_id = $1 and id = $2 and version = $3 and state = $4 and ciphertext is not null
     returning id`,
    [clientId, grantId, version, from, to],
  );
  return rows.length === 1;
}

/** The bank has refused the refresh token: its answer of now. */
export async function markRefused(
  em: EntityManager,
  { clientId, grantId, version, to }: Omit<GrantStateChange, 'from'>,
): Promise<void> {
  await query(
    em,
    `update bank_grants set state = $4, updated_at = now() where client_id = $1 and id = $2 and version = $3`,
    [clientId, grantId, version, to],
  );
}

/**
 * The bank has refused a data call of the grant that a connection works with: its answer of now. A refresh without an
 * outcome, or a loss that was told, stays what the row says.
 */
export async function markDataRefused(
  em: EntityManager,
  { clientId, connectionId, to }: { readonly clientId: string; readonly connectionId: string; readonly to: string },
): Promise<void> {
  await query(
    em,
    `update bank_grants
     set state = case when state = 'refused:rotation_lost' then state else $3 end, updated_at = now()
     where client_id = $1 and connection_id = $2 and role = 'current' and (state = 'good' or state like 'refused:%')`,
    [clientId, connectionId, to],
  );
}
