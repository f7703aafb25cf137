import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import type { RowInsert } from '../../../domain/ledger/mergePlan.ts';
import { query } from '../../tenantScope.ts';
import { type DetailRecord, detailColumnNames, detailColumnTypes, toDetailRecord } from './detailColumns.ts';

export interface NewRows {
  readonly clientId: string;
  readonly accountId: string;
  readonly runId: string;
  /** The number of the merge in its account. */
  readonly mergeNo: number;
  /** Rows booked before it are stored and never queued (contract 3.1). */
  readonly matchFrom: CalendarDate | null;
  readonly rows: readonly (RowInsert & { readonly id: string })[];
}

const columns = detailColumnNames.join(', ');

/**
 * New rows of an account, up to some thousands at once, in the order given. A slot that is taken fails with 23505: under
 * the account's lock that is a bug, and must not be swallowed (ledger 9). Returns the ids of the rows written.
 */
export async function insertTransactions(
  em: EntityManager,
  { clientId, accountId, runId, mergeNo, matchFrom, rows }: NewRows,
): Promise<string[]> {
  const records = rows.map(({ id, slot, entry, contentSha256, replaces, isIgnoredByPerson }) => ({
    id,
    booking_date: entry.bookingDate,
    amount_minor: entry.amountMinor.toString(),
    currency: entry.currency,
    slot,
    content: contentSha256,
    replaces: replaces ?? undefined,
    ignored: isIgnoredByPerson || undefined,
    ...withoutNulls(toDetailRecord(entry)),
  }));
  const written = await query<{ id: string }>(
    em,
    `insert into bank_transactions (id, client_id, account_id, booking_date, amount_minor, currency, slot, value_date,
       ${columns}, content_sha256, first_run_id, last_changed_run_id, first_merge, replaces, match_status,
       ignored_because)
     select id, $1, $2, booking_date, amount_minor, currency, slot, value_date, ${columns}, decode(content, 'hex'),
            $3, $3, $4, replaces, case when booking_date < $5 or ignored then 'ignored' else 'unmatched' end,
            case when booking_date < $5 then 'before_cutover' when ignored then 'person' end
     from json_to_recordset($6) as r(id uuid, booking_date date, amount_minor bigint, currency text, slot int,
       content text, replaces uuid, ignored boolean, value_date date, ${detailColumnTypes})
     returning id`,
    [clientId, accountId, runId, mergeNo, matchFrom, JSON.stringify(records)],
  );
  return written.map(({ id }) => id);
}

/** A member that is missing is null to `json_to_recordset` too, and most details are. */
const withoutNulls = (record: DetailRecord): Partial<DetailRecord> => {
  const named: { -readonly [Name in keyof DetailRecord]?: string } = {};
  for (const name of detailNames) {
    const value = record[name];
    if (value !== null) named[name] = value;
  }
  return named;
};
const detailNames = ['value_date', ...detailColumnNames] as const;
