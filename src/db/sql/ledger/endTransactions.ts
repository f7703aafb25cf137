import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import type { RowEnding } from '../../../domain/ledger/mergePlan.ts';
import { query } from '../../tenantScope.ts';

export interface EndedRows {
  readonly clientId: string;
  readonly runId: string;
  readonly rows: readonly (Pick<RowEnding, 'storedId' | 'status' | 'reason'> & {
    readonly replacedBy: string | null;
    readonly revisionId: string;
  })[];
}

export interface EndedRow {
  readonly id: string;
  readonly bookingDate: CalendarDate;
  readonly status: RowEnding['status'];
}

/**
 * Rows that the bank shows no more, each with its revision. They stay, with their slot and their match; only what waited
 * for a person waits no more. Returns the rows written.
 */
export async function endTransactions(em: EntityManager, { clientId, runId, rows }: EndedRows): Promise<EndedRow[]> {
  if (rows.length === 0) return [];
  const records = rows.map(({ storedId, status, reason, replacedBy, revisionId }) => ({
    id: storedId,
    status,
    reason,
    replaced_by: replacedBy,
    revision_id: revisionId,
  }));
  return query<EndedRow>(
    em,
    `with r as materialized (
       select * from json_to_recordset($3) as r(id uuid, status text, reason text, replaced_by uuid, revision_id uuid)
     ), ended as (
       update bank_transactions t
       set status = r.status, replaced_by = r.replaced_by, last_changed_run_id = $2, updated_at = now(),
           match_status = case when t.match_status = 'review' then 'unmatched' else t.match_status end
       from r where t.client_id = $1 and t.id = r.id and t.status = 'booked'
       returning t.id, t.booking_date, t.status
     ), revised as (
       insert into bank_transaction_revisions (id, client_id, transaction_id, run_id, before, after, reason)
       select r.revision_id, $1, r.id, $2, '{"status": "booked"}',
              jsonb_strip_nulls(jsonb_build_object('status', r.status, 'replaced_by', r.replaced_by)), r.reason
       from r join ended on ended.id = r.id
     )
     select id, booking_date as "bookingDate", status from ended`,
    [clientId, runId, JSON.stringify(records)],
  );
}
