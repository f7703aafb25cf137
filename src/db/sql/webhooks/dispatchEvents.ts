import type { EntityManager } from '@mikro-orm/postgresql';
import { query, queryOne } from '../../tenantScope.ts';

export interface DispatchedEvents {
  readonly events: number;
  readonly deliveries: number;
}

/**
 * Gives the events that have none yet their place among all, and writes a delivery for each endpoint that wants them
 * (D-10). One at a time, so that places rise in the order in which they are committed: a reader who goes on behind the
 * last one misses nothing. Runs inside `acrossClients`.
 */
export async function dispatchEvents(
  em: EntityManager,
  { at, limit }: { readonly at: Date; readonly limit: number },
): Promise<DispatchedEvents> {
  // Most looks find nothing, and need no lock.
  const waiting = await query(em, 'select id from outbox_events where position is null limit 1');
  if (waiting.length === 0) return { events: 0, deliveries: 0 };
  await query(em, `select pg_advisory_xact_lock(hashtext('kontosync/outbox'))`);
  return queryOne<DispatchedEvents>(
    em,
    `with lot as (
       select id, client_id, row_number() over (order by id) as number
       from (select id, client_id from outbox_events where position is null order by id limit $2) waiting
     ),
     base as (
       select greatest((select coalesce(max(position), 0) from outbox_events),
                       (extract(epoch from clock_timestamp()) * 1000000)::bigint) as last
     ),
     placed as (
       update outbox_events e set position = base.last + lot.number
       from lot, base where e.client_id = lot.client_id and e.id = lot.id
       returning e.id, e.client_id, e.type, e.created_at
     ),
     made as (
       insert into webhook_deliveries (id, client_id, endpoint_id, event_id, next_attempt_at)
       select gen_random_uuid(), p.client_id, w.id, p.id, $1
       from placed p
       join webhook_endpoints w
         on w.status = 'enabled' and w.created_at <= p.created_at
        and (w.all_clients or w.client_ids ? p.client_id::text)
        and (w.events = '[]' or w.events ? p.type)
       returning id
     )
     select (select count(*) from placed)::int as events, (select count(*) from made)::int as deliveries`,
    [at, limit],
  );
}
