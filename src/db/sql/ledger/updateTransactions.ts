import type { EntityManager } from '@mikro-orm/postgresql';
import type { RowUpdate } from '../../../domain/ledger/mergePlan.ts';
import { query } from '../../tenantScope.ts';
import { type DetailRecord, detailColumnNames, detailColumnTypes, toDetailRecord } from './detailColumns.ts';

export interface ChangedRows {
  readonly clientId: string;
  readonly runId: string;
  readonly rows: readonly (RowUpdate & { readonly revisionId: string })[];
}

const assignments = ['value_date', ...detailColumnNames].map((name) => `${name} = r.${name}`).join(', ');

/** A person's decision that ends with it: the row may show another payment now (ledger 6, step 3). */
const ignoredByPerson = { match_status: 'ignored', ignored_because: 'person' };
const noLongerIgnored = { match_status: 'unmatched', ignored_because: null };

/**
 * Rows take the details that the bank shows now, each with its revision. Date, amount, currency and slot stay (I10).
 * Returns the ids of the rows written.
 */
export async function updateTransactions(em: EntityManager, { clientId, runId, rows }: ChangedRows): Promise<string[]> {
  const records = rows.map(({ storedId, revisionId, entry, contentSha256, before, reason, endsIgnore }) => {
    const now = toDetailRecord(entry);
    const then = toDetailRecord(before);
    const changed = (Object.keys(now) as (keyof DetailRecord)[]).filter((name) => now[name] !== then[name]);
    const only = (record: DetailRecord) => Object.fromEntries(changed.map((name) => [name, record[name]]));
    const revision = {
      revision_id: revisionId,
      before: { ...only(then), ...(endsIgnore ? ignoredByPerson : {}) },
      after: { ...only(now), ...(endsIgnore ? noLongerIgnored : {}) },
      reason,
    };
    return { id: storedId, content: contentSha256, ends_ignore: endsIgnore, ...now, ...revision };
  });
  const written = await query<{ id: string }>(
    em,
    `with r as materialized (
       select * from json_to_recordset($3) as r(id uuid, content text, ends_ignore boolean, revision_id uuid,
         before jsonb, after jsonb, reason text, value_date date, ${detailColumnTypes})
     ), changed as (
       update bank_transactions t
       set ${assignments}, content_sha256 = decode(r.content, 'hex'), last_changed_run_id = $2, updated_at = now(),
           match_status = case when r.ends_ignore then 'unmatched' else t.match_status end,
           ignored_because = case when r.ends_ignore then null else t.ignored_because end
       from r where t.client_id = $1 and t.id = r.id and t.status = 'booked'
       returning t.id
     )
     insert into bank_transaction_revisions (id, client_id, transaction_id, run_id, before, after, reason)
     select r.revision_id, $1, r.id, $2, r.before, r.after, r.reason from r join changed on changed.id = r.id
     returning transaction_id as id`,
    [clientId, runId, JSON.stringify(records)],
  );
  return written.map(({ id }) => id);
}
