import type { EntityManager } from '@mikro-orm/postgresql';
import type { PendingEntry } from '../../bank/port.ts';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { listPossibleBookings } from '../../db/sql/pending/listPossibleBookings.ts';
import { markPendingRead } from '../../db/sql/pending/markPendingRead.ts';
import { toPendingRecords } from '../../db/sql/pending/pendingRecord.ts';
import { replacePendingSet } from '../../db/sql/pending/replacePendingSet.ts';
import type { CalendarDate } from '../../domain/calendarDate.ts';
import { bookingsFrom, linkPending } from '../../domain/pendingLink.ts';

export interface PendingRead {
  /** Of the first page: what the bank has reserved now. */
  readonly entries: readonly PendingEntry[];
  /** The bank's day of the read. */
  readonly today: CalendarDate;
  readonly at: Date;
}

/**
 * Replaces the account's set of reservations, in the transaction of the merge and after its rows, so that a link to a row
 * booked tonight is there at once (ledger 6, step 8). Reservations are in no count and no sum and never matched (I9).
 */
export async function replacePending(
  em: EntityManager,
  ref: RunAccountRef,
  { entries, today, at }: PendingRead,
): Promise<void> {
  const { clientId, accountId } = ref;
  const booked =
    entries.length === 0
      ? []
      : await listPossibleBookings(em, {
          clientId,
          accountId,
          from: bookingsFrom(entries, today),
          amountsMinor: entries.map(({ amountMinor }) => amountMinor),
          bankTransactionIds: entries.flatMap(({ bankTransactionId }) => bankTransactionId ?? []),
        });
  await replacePendingSet(em, ref, toPendingRecords(entries, linkPending(entries, booked, today)));
  await markPendingRead(em, { clientId, accountId, at });
}
