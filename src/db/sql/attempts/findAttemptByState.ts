import type { EntityManager } from '@mikro-orm/postgresql';
import type { AttemptRef } from '../../../contracts/connection.ts';
import { query } from '../../tenantScope.ts';

/** Whose attempt a state belongs to, found across clients by `SHA-256(state)` (A-2, C-5); null: nobody's. */
export async function findAttemptByState(em: EntityManager, stateHash: Buffer): Promise<AttemptRef | null> {
  const [row] = await query<{ id: string; client_id: string; connection_id: string }>(
    em,
    'select id, client_id, connection_id from authorization_attempts where state_hash = $1',
    [stateHash],
  );
  return row === undefined ? null : { clientId: row.client_id, connectionId: row.connection_id, attemptId: row.id };
}
