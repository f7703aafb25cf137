import { epochMs } from '../grants/epochMs.ts';

/**
 * What an alert is about, as `tasks.subject` holds it: the row and since when it has been so. So an alert is given once,
 * also when somebody has closed its task, and is over as soon as the row moves on. Each ends with the row's id.
 */
export const stateSubject = `'state/' || c.connection_status || '/' || ${epochMs('c.status_changed_at')}::bigint || '/' || c.id`;

/** A run's alert is of its present stay: parked, or taken up at `fromMs`. */
export const runSubject = `'run/' || r.status || '/' || ${epochMs('r.from_at')}::bigint || '/' || r.id`;

export const freshnessSubject = `'freshness/' || ${epochMs('c.fresh_at')}::bigint || '/' || c.id`;

/** From when a connection's freshness counts: its last complete sync, or when it came (back) to life. */
export const freshAt = `greatest(coalesce(last_sync_at, connected_at, created_at),
                                 case when connection_status = 'active' then status_changed_at end)`;

/** Open runs with `from_at`: a running one's is when it was taken up last, a parked one's the end of its wait. */
export const openRuns = `
  select r.id, r.client_id, r.connection_id, r.status, r.attended,
         case when r.status = 'parked' then coalesce(r.retry_at, r.started_at)
              else greatest(r.started_at, c.last_attempt_at, asked.at) end as from_at
  from sync_runs r
  join bank_connections c on c.client_id = r.client_id and c.id = r.connection_id
  cross join lateral (
    -- A run that a person takes up again records no attempt of the night's.
    select max(q.requested_at) as at from sync_requests q
    where q.client_id = r.client_id and q.connection_id = r.connection_id and (q.run_id = r.id or q.run_id is null)
  ) asked
  where r.status in ('running', 'parked')`;
