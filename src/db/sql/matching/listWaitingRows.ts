import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { isNotHeld } from './heldRows.ts';

/** A booked row that has no match yet. */
export interface WaitingRow {
  readonly id: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly bookingDate: string;
  readonly kid: string | null;
  readonly text: string | null;
  readonly matchStatus: 'unmatched' | 'review';
}

export interface WaitingRowsQuery {
  readonly clientId: string;
  /** Only rows that this run brought or changed; null: all. */
  readonly runId: string | null;
  readonly afterTransactionId: string | null;
  readonly limit: number;
}

export type WaitingRecord = Omit<WaitingRow, 'amountMinor'> & { readonly amountMinor: string };

/** SQL: the columns of a `WaitingRecord`, of `bank_transactions t`. */
export const waitingColumns = `t.id, t.amount_minor::text as "amountMinor", t.currency, t.booking_date as "bookingDate",
  t.kid, t.text, t.match_status as "matchStatus"`;

export const toWaitingRow = (row: WaitingRecord): WaitingRow => ({ ...row, amountMinor: BigInt(row.amountMinor) });

/** In the order of ids. Ignored, matched, withdrawn, replaced and held rows are nobody's work here (matching 1). */
export async function listWaitingRows(em: EntityManager, wanted: WaitingRowsQuery): Promise<WaitingRow[]> {
  const rows = await query<WaitingRecord>(
    em,
    `select ${waitingColumns} from bank_transactions t
     where t.client_id = $1 and t.status = 'booked' and t.match_status in ('unmatched', 'review')
       and ($2::uuid is null or t.last_changed_run_id = $2) and ($3::uuid is null or t.id > $3)
       and ${isNotHeld}
     order by t.id
     limit $4`,
    [wanted.clientId, wanted.runId, wanted.afterTransactionId, wanted.limit],
  );
  return rows.map(toWaitingRow);
}
