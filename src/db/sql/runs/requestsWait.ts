import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';

/**
 * Whether requests wait that the next run would serve. `presentSince` given: only those of persons who asked since then
 * count, as nothing else takes a parked run up before its time.
 */
export async function requestsWait(
  em: EntityManager,
  {
    clientId,
    connectionId,
    presentSince,
  }: { readonly clientId: string; readonly connectionId: string; readonly presentSince: Date | null },
): Promise<boolean> {
  const { waits } = await queryOne<{ waits: boolean }>(
    em,
    `select exists (
       select from sync_requests where client_id = $1 and connection_id = $2 and run_id is null
         and ($3::timestamptz is null or (psu_ip_address is not null and requested_at > $3))
     ) as waits`,
    [clientId, connectionId, presentSince],
  );
  return waits;
}
