import type { EntityManager } from '@mikro-orm/postgresql';
import type { AttemptRecord } from '../../entities/webhook.ts';
import { query } from '../../tenantScope.ts';

export interface SettledDelivery {
  readonly id: string;
  readonly clientId: string;
  /** The try that was claimed: one that was taken over meanwhile is left alone. */
  readonly attempts: number;
  readonly status: 'pending' | 'delivered' | 'failed';
  /** Of one that stays pending. */
  readonly nextAttemptAt: Date | null;
  /** The receiver wants no more: its endpoint is disabled. */
  readonly gone: boolean;
  readonly attempt: AttemptRecord;
}

/** Tries that a delivery's log keeps. */
const mostLogged = 30;

/**
 * Records what became of tries, and of their endpoints: since when they fail, and that one is gone (410). Runs inside
 * `acrossClients`.
 */
export async function settleDeliveries(
  em: EntityManager,
  settled: readonly SettledDelivery[],
  { at }: { readonly at: Date },
): Promise<void> {
  const rows = settled.map(({ id, clientId, attempts, status, nextAttemptAt, gone, attempt }) => ({
    id,
    client_id: clientId,
    attempts,
    status,
    next_attempt_at: nextAttemptAt,
    gone,
    http_status: attempt.http_status,
    error_code: attempt.error_code,
    attempt,
  }));
  await query(
    em,
    `with ends as (
       select * from json_to_recordset($1) as r(id uuid, client_id uuid, attempts int, status text,
         next_attempt_at timestamptz, gone boolean, http_status int, error_code text, attempt jsonb)
     ),
     stored as (
       update webhook_deliveries d set
         status = e.status, next_attempt_at = coalesce(e.next_attempt_at, d.next_attempt_at),
         http_status = e.http_status, error_code = e.error_code,
         attempt_log = case when jsonb_array_length(d.attempt_log) >= ${mostLogged} then d.attempt_log - 0
                            else d.attempt_log end || e.attempt,
         finished_at = case when e.status <> 'pending' then $2::timestamptz end
       from ends e
       where d.client_id = e.client_id and d.id = e.id and d.attempts = e.attempts and d.status = 'pending'
       returning d.endpoint_id, e.status, e.gone
     ),
     told as (
       select endpoint_id, bool_or(status = 'delivered') as works, bool_or(gone) as gone from stored group by endpoint_id
     )
     update webhook_endpoints w set
       failing_since = case when told.works then null else coalesce(w.failing_since, $2) end,
       status = case when told.gone then 'disabled' else w.status end,
       disabled_because = case when told.gone then 'gone' else w.disabled_because end
     from told
     where w.id = told.endpoint_id and (told.gone or told.works = (w.failing_since is not null))`,
    [JSON.stringify(rows), at],
  );
}
