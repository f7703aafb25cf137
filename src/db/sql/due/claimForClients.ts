import type { EntityManager } from '@mikro-orm/postgresql';
import { firstUuidAt, uuidTimeMs } from '../../../domain/uuidTime.ts';
import { query } from '../../tenantScope.ts';

const restMs = 12 * 3_600_000;

/**
 * Marks the connections that `POST /api/dnb/sync/all` triggers (contract 3.1): those of the clients (`null`: of all) that
 * may sync, have automatic sync, were not attempted in the last 12 hours and are not marked by a call in the last 12
 * hours, due or not. `skipped` counts the clients' other connections that were connected and are not given up.
 *
 * Runs inside `acrossClients`. `claimId` is a UUID of version 7 (`randomUUIDv7`): it also says when the mark was made.
 */
export async function claimConnectionsForSyncAll(
  em: EntityManager,
  { claimId, clientIds }: { readonly claimId: string; readonly clientIds: readonly string[] | null },
): Promise<{ readonly triggered: number; readonly skipped: number }> {
  const restBeganMs = uuidTimeMs(claimId) - restMs;
  const [counts] = await query<{ triggered: number; connected: number }>(
    em,
    `with claimed as (
       update bank_connections set claim_id = $1
       where connection_status in ('active', 'expiring') and auto_sync_enabled
         and ($2::uuid[] is null or client_id = any($2))
         and (last_attempt_at is null or last_attempt_at < $3)
         and (claim_id is null or claim_id < $4)
       returning id
     )
     select (select count(*) from claimed)::int as triggered, count(*)::int as connected
     from bank_connections
     where connection_status in ('active', 'expiring', 'needs_reconsent', 'needs_operator')
       and ($2::uuid[] is null or client_id = any($2))`,
    [claimId, clientIds, new Date(restBeganMs), firstUuidAt(restBeganMs)],
  );
  const { triggered, connected } = counts ?? { triggered: 0, connected: 0 };
  return { triggered, skipped: connected - triggered };
}
