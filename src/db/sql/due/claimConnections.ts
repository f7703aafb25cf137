import type { EntityManager } from '@mikro-orm/postgresql';
import type { DueConnection } from '../../../contracts/syncDue.ts';
import { queryOne } from '../../tenantScope.ts';

/** The marks of one call to sync/all. */
export interface MarkedClaim {
  readonly kind: 'marked';
  readonly claimId: string;
}
/** What is due by its row (design 2). */
export interface DueClaim {
  readonly kind: 'due';
  readonly asOf: Date;
  /** For each frequency in hours the instant before which the last attempt must lie (`dueThreshold`). */
  readonly thresholds: readonly { readonly hours: number; readonly before: string }[];
  /** Only connections that are synced more often, in hours, are due by their slots; null: all. */
  readonly frequencyBelow: number | null;
  /** Marks of sync/all before this id were never taken up by their own coordinator, and are due too. */
  readonly markedBefore: string;
}
export interface ClaimLimits {
  readonly window: number;
  readonly now: Date;
  readonly leaseMs: number;
  /** A run of which nothing was heard for so long holds no place: its workflow may be lost. */
  readonly longestRunMs: number;
}

export interface Claimed {
  readonly connections: readonly DueConnection[];
  /** Whether more of them wait than the window let in. */
  readonly more: boolean;
}

// A parked run takes nobody in before its time: a connection that were due for a request meanwhile would be started and
// refused again and again. An attempt that lies ahead was recorded by a clock that was wrong. A run of which nothing was
// heard for long is taken up again, else it would stay open until somebody asks.
const dueRule = `
  c.claim_id < $6
  or case when open_run.retry_at is not null then open_run.retry_at <= $7
          else exists (select from sync_requests q
                       where q.client_id = c.client_id and q.connection_id = c.id and q.run_id is null
                         and q.requested_at <= $7)
            or open_run.status = 'running' and greatest(open_run.started_at, c.last_attempt_at) <= $3
            or c.auto_sync_enabled and ($8::int is null or c.sync_frequency_hours < $8)
              and (c.last_attempt_at is null or c.last_attempt_at < threshold.before or c.last_attempt_at > $2) end`;

/**
 * Leases connections: as many as the window has places for, which runs and other leases take. A free place goes to the
 * client that holds the fewest, and among those to the connection that waits longest: so nobody has more than a share of
 * the window while others wait, and what the others leave is not idle (E-11, max-min fairness).
 *
 * One that runs is left out, also when a request waits behind its run, which serves it. Rows that somebody holds just now
 * (`openRun`) are skipped. Runs inside `acrossClients`, under `lockDueClaims`.
 */
export async function claimConnections(
  em: EntityManager,
  claim: MarkedClaim | DueClaim,
  { window, now, leaseMs, longestRunMs }: ClaimLimits,
): Promise<Claimed> {
  const isDue = claim.kind === 'due';
  const { leased, waiting } = await queryOne<{ leased: DueConnection[]; waiting: number }>(
    em,
    `with threshold as materialized (
       select hours, before from json_to_recordset($5) as t(hours int, before timestamptz)
     ), in_flight as (
       select client_id, id from bank_connections where leased_until > $1
       union
       select r.client_id, r.connection_id from sync_runs r
       join bank_connections c on c.client_id = r.client_id and c.id = r.connection_id
       where r.status = 'running' and greatest(r.started_at, c.last_attempt_at) > $3
     ), waiting as materialized (
       select c.client_id, c.id, c.last_attempt_at from bank_connections c
       left join sync_runs open_run
         on open_run.client_id = c.client_id and open_run.connection_id = c.id
           and open_run.status in ('running', 'parked')
       left join threshold on threshold.hours = c.sync_frequency_hours
       where c.connection_status in ('active', 'expiring') and c.id not in (select id from in_flight)
         and (${isDue ? dueRule : 'c.claim_id = $6'})
     ), held as (
       select client_id, count(*) as places from in_flight group by client_id
     ), queued as (
       select id, coalesce(held.places, 0)
                + row_number() over (partition by client_id order by last_attempt_at nulls first, id) as place
       from waiting left join held using (client_id)
     ), claimed as (
       select c.id, queued.place from bank_connections c
       join queued on queued.id = c.id
       order by queued.place, c.last_attempt_at nulls first, c.id
       limit greatest(0, $4 - (select count(*) from in_flight))
       for update of c skip locked
     ), leased as (
       update bank_connections c set leased_until = $2 from claimed where c.id = claimed.id
       returning c.client_id, c.id, c.last_attempt_at, claimed.place
     )
     select (select count(*) from waiting)::int as waiting,
            coalesce(json_agg(json_build_object('clientId', client_id, 'connectionId', id)
                              order by place, last_attempt_at nulls first, id), '[]') as leased
     from leased`,
    [
      now,
      new Date(now.getTime() + leaseMs),
      new Date(now.getTime() - longestRunMs),
      window,
      JSON.stringify(isDue ? claim.thresholds : []),
      isDue ? claim.markedBefore : claim.claimId,
      ...(isDue ? [claim.asOf, claim.frequencyBelow] : []),
    ],
  );
  return { connections: leased, more: leased.length < waiting };
}
