import type { BankAccount } from '../ledger/bank.ts';
import type { RowPlace } from '../ledger/rows.ts';
import { bookedShape, pendingShape } from './rowShape.ts';
import { hrefOf, type TransactionsBody, transactionsBody } from './transactionsBody.ts';
import type { TransactionsQuery } from './transactionsQuery.ts';

/** A page that begins at a row, newest first by booking date; pending rows are on the first page only. */
export function transactionsShape(
  account: BankAccount,
  query: TransactionsQuery,
  start: RowPlace | null,
  today: string,
  size: number,
): TransactionsBody {
  const { id, ledger } = account;
  const { status, from, to } = query;
  const page = status === 'pending' ? { rows: [], next: null } : ledger.page({ from, to, start, size });
  const pending = start === null && status !== 'booked' ? ledger.pending(today) : [];
  return transactionsBody(account, {
    isFirst: start === null,
    booked: page.rows.map((row) => bookedShape(row, id)),
    pending: pending.map((row) => pendingShape(row, id)),
    nextHref: page.next === null ? null : hrefOf(id, query, { kind: 'row', place: page.next }),
  });
}
