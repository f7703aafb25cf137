import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';

export interface PersonRow {
  readonly ipAddress: string;
  readonly userAgent: string | null;
}

/** The person who stands behind an attended run: who asked last, also where the request itself is served next. */
export async function readPerson(
  em: EntityManager,
  { clientId, runId, connectionId }: RunRef & { readonly connectionId: string },
): Promise<PersonRow | null> {
  const [row] = await query<PersonRow>(
    em,
    `select psu_ip_address as "ipAddress", psu_user_agent as "userAgent" from sync_requests
     where client_id = $1 and connection_id = $3 and (run_id = $2 or run_id is null) and psu_ip_address is not null
     order by requested_at desc, id desc limit 1`,
    [clientId, runId, connectionId],
  );
  return row ?? null;
}
