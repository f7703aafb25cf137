import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface NewSyncRequest {
  readonly id: string;
  readonly clientId: string;
  readonly connectionId: string;
  readonly trigger: 'first' | 'manual';
  readonly fromDate: string | null;
  readonly toDate: string | null;
  /** The person's address stays in this row; workflows get ids (B-12). */
  readonly psuIpAddress: string | null;
  readonly psuUserAgent: string | null;
  readonly requestedBy: string | null;
}

/** The letter for which `syncRequested` is the bell (design 2): commit it before the signal. */
export async function insertSyncRequest(em: EntityManager, request: NewSyncRequest): Promise<void> {
  await query(
    em,
    `insert into sync_requests
       (id, client_id, connection_id, trigger, from_date, to_date, psu_ip_address, psu_user_agent, requested_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      request.id,
      request.clientId,
      request.connectionId,
      request.trigger,
      request.fromDate,
      request.toDate,
      request.psuIpAddress,
      request.psuUserAgent,
      request.requestedBy,
    ],
  );
}
