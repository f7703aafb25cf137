import type { BankAccount } from '../ledger/bank.ts';
import type { BookedRow, PendingRow } from '../ledger/rows.ts';
import { bookedShape, pendingShape } from './rowShape.ts';
import type { TransactionsQuery } from './transactionsQuery.ts';

/** A row of the ledger, and what a caller is shown of it: any JSON, for a fault may leave nothing that can be read. */
export interface ShownRow<Row> {
  readonly row: Row;
  readonly shown: unknown;
}

/** What the bank shows in one read, newest first, before it is cut into pages. */
export interface View {
  readonly booked: readonly ShownRow<BookedRow>[];
  readonly pending: readonly ShownRow<PendingRow>[];
}

/** Booked and pending rows, whatever status is asked for: a fault may show the one as the other. */
export const truthfulView = ({ id, ledger }: BankAccount, { from, to }: TransactionsQuery, today: string): View => ({
  booked: ledger
    .between(from, to)
    .toReversed()
    .map((row) => ({ row, shown: bookedShape(row, id) })),
  pending: ledger.pending(today).map((row) => ({ row, shown: pendingShape(row, id) })),
});

/** What of the view was asked for. */
export const ofStatus = ({ booked, pending }: View, status: TransactionsQuery['status']): View => ({
  booked: status === 'pending' ? [] : booked,
  pending: status === 'booked' ? [] : pending,
});
