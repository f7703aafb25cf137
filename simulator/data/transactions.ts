import { addDays, isDay } from '../calendar.ts';
import type { BankAccount } from '../ledger/bank.ts';
import { pageIdOf, placeOfPageId, type RowPlace } from '../ledger/rows.ts';
import { attendedHistoryDays, unattendedHistoryDays } from '../options.ts';
import { bookedShape, pendingShape } from './rowShape.ts';
import { formatError, type TppError } from './tppError.ts';

export interface TransactionsQuery {
  readonly status: 'booked' | 'pending' | 'both';
  readonly from: string;
  readonly to: string;
  readonly pageId: string | null;
  /** The first row of the page; `null` for the first page. */
  readonly start: RowPlace | null;
}

export type ReadQuery =
  | { readonly ok: true; readonly value: TransactionsQuery }
  | { readonly ok: false; readonly error: TppError };

const refuse = (error: TppError): ReadQuery => ({ ok: false, error });

/** Checks a question for rows. History: 395 days with a person, else 90; further back is `PERIOD_INVALID` (bank A.5). */
export function readQuery(search: URLSearchParams, today: string, attended: boolean): ReadQuery {
  const status = search.get('bookingStatus')?.toLowerCase();
  if (status !== 'booked' && status !== 'pending' && status !== 'both')
    return refuse(formatError('bookingStatus must be booked, pending or both.'));
  const oldest = addDays(today, -(attended ? attendedHistoryDays : unattendedHistoryDays));
  const from = search.get('dateFrom') ?? oldest;
  const to = search.get('dateTo') ?? today;
  if (!isDay(from) || !isDay(to)) return refuse(formatError('dateFrom and dateTo are written YYYY-MM-DD.'));
  if (from < oldest || to < from)
    return refuse({ status: 400, code: 'PERIOD_INVALID', text: 'The period is not available.' });
  const pageId = search.get('pageId');
  const start = pageId === null ? null : placeOfPageId(pageId);
  if (pageId !== null && start === null) return refuse(formatError('pageId is not valid.'));
  return { ok: true, value: { status, from, to, pageId, start } };
}

/**
 * A page in DNB's shape, newest first by booking date; pending rows are on the first page only. The link is relative and
 * is missing on the last page.
 */
export function transactionsShape(account: BankAccount, query: TransactionsQuery, today: string, size: number) {
  const { id, iban, ledger } = account;
  const { status, from, to, start } = query;
  const page = status === 'pending' ? { rows: [], next: null } : ledger.page({ from, to, start, size });
  const pending = start === null && status !== 'booked' ? ledger.pending(today) : [];
  return {
    account: start === null ? { iban, bban: id } : { bban: id },
    transactions: {
      booked: page.rows.map((row) => bookedShape(row, id)),
      pending: pending.map((row) => pendingShape(row, id)),
    },
    ...(page.next === null ? {} : { links: { next: { href: nextHref(id, query, page.next) } } }),
  };
}

const nextHref = (bban: string, { from, to, status }: TransactionsQuery, next: RowPlace): string =>
  `/v1/accounts/${bban}/transactions?dateFrom=${from}&dateTo=${to}&pageId=${pageIdOf(next)}&bookingStatus=${status}`;
