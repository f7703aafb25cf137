import type { EntityManager } from '@mikro-orm/postgresql';
import type { HoldChange } from '../../../domain/ledger/mergePlan.ts';
import { query } from '../../tenantScope.ts';

export interface ChangedHold {
  readonly id: string;
  /** A person had ignored the row that it corrects. */
  readonly ignored: boolean;
}

/**
 * Rows that are held back from matching by the row that they seem to correct, or let go: these are the run's to match
 * (ledger 6, step 6). A row that takes over a person's `ignored` gets a revision. Returns the rows written.
 */
export async function changeHolds(
  em: EntityManager,
  {
    clientId,
    runId,
    holds,
  }: {
    readonly clientId: string;
    readonly runId: string;
    readonly holds: readonly (HoldChange & { readonly revisionId: string })[];
  },
): Promise<ChangedHold[]> {
  if (holds.length === 0) return [];
  const records = holds.map(({ storedId, replaces, becomesIgnored, revisionId }) => ({
    id: storedId,
    replaces,
    ignored: becomesIgnored,
    revision_id: revisionId,
  }));
  return query<ChangedHold>(
    em,
    `with r as materialized (
       select h.*, t.match_status, h.ignored and t.match_status in ('unmatched', 'review') as becomes_ignored
       from json_to_recordset($3) as h(id uuid, replaces uuid, ignored boolean, revision_id uuid)
       join bank_transactions t on t.client_id = $1 and t.id = h.id and t.status = 'booked'
     ), changed as (
       update bank_transactions t
       set replaces = r.replaces, last_changed_run_id = $2, updated_at = now(),
           match_status = case when r.becomes_ignored then 'ignored' else t.match_status end,
           ignored_because = case when r.becomes_ignored then 'person' else t.ignored_because end
       from r where t.client_id = $1 and t.id = r.id
       returning t.id, r.becomes_ignored as ignored
     ), revised as (
       insert into bank_transaction_revisions (id, client_id, transaction_id, run_id, before, after, reason)
       select r.revision_id, $1, r.id, $2, jsonb_build_object('match_status', r.match_status),
              '{"match_status": "ignored", "ignored_because": "person"}', 'corrected'
       from r join changed on changed.id = r.id where changed.ignored
     )
     select id, ignored from changed`,
    [clientId, runId, JSON.stringify(records)],
  );
}
