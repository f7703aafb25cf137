import type { EntityManager } from '@mikro-orm/postgresql';
import type { AttemptRecord } from '../../entities/webhook.ts';
import { query } from '../../tenantScope.ts';
import { instant } from '../read/instant.ts';

export interface ListedDelivery {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly client_id: string;
  readonly type: string;
  readonly status: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly next_attempt_at: string | null;
  readonly http_status: number | null;
  readonly error_code: string | null;
  readonly log: readonly AttemptRecord[];
  readonly created_at: string;
  readonly finished_at: string | null;
}

export interface DeliveryPage {
  readonly endpointId: string;
  readonly status: ListedDelivery['status'] | null;
  /** The delivery behind which the page begins. */
  readonly after: { readonly createdAt: string; readonly id: string } | null;
  readonly limit: number;
}

const columns = `d.id, d.endpoint_id, d.event_id, d.client_id, e.type, d.status, d.attempts,
  case d.status when 'pending' then ${instant('d.next_attempt_at')} end as next_attempt_at,
  d.http_status, d.error_code, d.attempt_log as log, ${instant('d.created_at')} as created_at,
  ${instant('d.finished_at')} as finished_at`;
const joined = 'webhook_deliveries d join outbox_events e on e.client_id = d.client_id and e.id = d.event_id';

/** Deliveries of an endpoint, newest first; one more than `limit` where there are more. Runs inside `acrossClients`. */
export const listDeliveries = (
  em: EntityManager,
  { endpointId, status, after, limit }: DeliveryPage,
): Promise<(ListedDelivery & { readonly created_at_exactly: string })[]> =>
  query(
    em,
    `select ${columns}, to_json(d.created_at) #>> '{}' as created_at_exactly
     from ${joined}
     where d.endpoint_id = $1 and ($2::text is null or d.status = $2)
       and ($3::timestamptz is null or (d.created_at, d.id) < ($3::timestamptz, $4::uuid))
     order by d.created_at desc, d.id desc limit $5`,
    [endpointId, status, after?.createdAt ?? null, after?.id ?? null, limit + 1],
  );

/** A delivery by its id; null: none. Runs inside `acrossClients`. */
export async function readDelivery(em: EntityManager, id: string): Promise<ListedDelivery | null> {
  const [row] = await query<ListedDelivery>(em, `select ${columns} from ${joined} where d.id = $1`, [id]);
  return row ?? null;
}
