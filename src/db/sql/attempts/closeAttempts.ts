import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface ClosedAttempts {
  readonly clientId: string;
  readonly connectionId: string;
  /** Null: every attempt of the connection. */
  readonly attemptId: string | null;
  /** Null: time is up (`expired`). Else a code of the error table (`failed`). */
  readonly code: string | null;
}

/** Ends attempts that have not reached their aim, and wipes what they kept. Gives how many. */
export async function closeAttempts(em: EntityManager, closed: ClosedAttempts): Promise<number> {
  const rows = await query(
    em,
    `update authorization_attempts
     set status = case when $4::text is null then 'expired' else 'failed' end, failure_code = $4,
         ciphertext = null, code_ciphertext = null, url_ciphertext = null, updated_at = now()
     where client_id = $1 and connection_id = $2 and ($3::uuid is null or id = $3)
       and status in ('initiated', 'consumed', 'granted')
     returning id`,
    [closed.clientId, closed.connectionId, closed.attemptId, closed.code],
  );
  return rows.length;
}
