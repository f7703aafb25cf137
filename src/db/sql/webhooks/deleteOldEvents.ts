import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';

export interface DeletedEvents {
  readonly events: number;
  readonly deliveries: number;
}

/**
 * Deletes events whose 30 days are over, with the log of their deliveries: at most `limit` of each, and none where there is
 * nothing left. The policies refuse younger ones whatever is asked. Runs inside `acrossClients`.
 */
export async function deleteOldEvents(
  em: EntityManager,
  { limit }: { readonly limit: number },
): Promise<DeletedEvents> {
  const { count: deliveries } = await queryOne<{ count: number }>(
    em,
    `with gone as (
       delete from webhook_deliveries d
       using (select client_id, id from webhook_deliveries where created_at < now() - interval '30 days'
              order by created_at limit $1) old
       where d.client_id = old.client_id and d.id = old.id
       returning d.id
     ) select count(*)::int as count from gone`,
    [limit],
  );
  // A delivery is a moment younger than its event: it goes first.
  const { count: events } = await queryOne<{ count: number }>(
    em,
    `with gone as (
       delete from outbox_events e
       using (select client_id, id from outbox_events o
              where position < (extract(epoch from now() - interval '30 days') * 1000000)::bigint
                and created_at < now() - interval '30 days'
                and not exists (select from webhook_deliveries d where d.client_id = o.client_id and d.event_id = o.id)
              order by position limit $1) old
       where e.client_id = old.client_id and e.id = old.id
       returning e.id
     ) select count(*)::int as count from gone`,
    [limit],
  );
  return { events, deliveries };
}
