import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface ClaimedDelivery {
  readonly id: string;
  readonly clientId: string;
  readonly endpointId: string;
  readonly eventId: string;
  /** This try's number, replays included: whoever holds the row knows it by this. */
  readonly attempts: number;
  /** Of its present plan, this one included. */
  readonly tries: number;
}

export interface ClaimOptions {
  readonly at: Date;
  /** Until then nobody else takes them. */
  readonly until: Date;
  readonly limit: number;
  /** Most at once for one endpoint, and for one that fails. */
  readonly perEndpoint: number;
  readonly perFailing: 0 | 1;
  /** What is on its way already, by endpoint. */
  readonly busy: ReadonlyMap<string, number>;
}

/**
 * Takes deliveries that are due, longest due first, so that a slow endpoint or one that fails takes no place from the
 * others. Who dies with them leaves them to the next one at `until`. Runs inside `acrossClients`.
 */
export const claimDeliveries = (
  em: EntityManager,
  { at, until, limit, perEndpoint, perFailing, busy }: ClaimOptions,
): Promise<ClaimedDelivery[]> =>
  query<ClaimedDelivery>(
    em,
    `with open as (
       select w.id, w.all_clients, w.client_ids,
              greatest(case when w.failing_since is null then $3::int else $6::int end - coalesce(b.busy, 0), 0) as places
       from webhook_endpoints w left join json_to_recordset($5) as b(id uuid, busy int) on b.id = w.id
       where w.status = 'enabled'
     ),
     due as (
       select d.client_id, d.id
       from open
       cross join lateral (
         select client_id, id, next_attempt_at from webhook_deliveries
         where endpoint_id = open.id and status = 'pending' and next_attempt_at <= $1
           -- The endpoint may have been narrowed since.
           and (open.all_clients or open.client_ids ? client_id::text)
         order by next_attempt_at limit open.places for update skip locked
       ) d
       order by d.next_attempt_at limit $4
     )
     update webhook_deliveries d set attempts = d.attempts + 1, next_attempt_at = $2
     from due where d.client_id = due.client_id and d.id = due.id
     returning d.id, d.client_id as "clientId", d.endpoint_id as "endpointId", d.event_id as "eventId", d.attempts,
               d.attempts - d.attempts_before as tries`,
    [at, until, perEndpoint, limit, JSON.stringify([...busy].map(([id, count]) => ({ id, busy: count }))), perFailing],
  );
