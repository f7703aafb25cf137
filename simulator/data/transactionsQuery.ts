import { addDays, isDay } from '../calendar.ts';
import { attendedHistoryDays, unattendedHistoryDays } from '../options.ts';
import { type PageKey, readPageKey } from './pageKey.ts';
import { formatError, type TppError } from './tppError.ts';

export interface TransactionsQuery {
  readonly status: 'booked' | 'pending' | 'both';
  readonly from: string;
  readonly to: string;
  /** `null` for the first page. */
  readonly key: PageKey | null;
}

export type ReadQuery =
  | { readonly ok: true; readonly value: TransactionsQuery }
  | { readonly ok: false; readonly error: TppError };

const refuse = (error: TppError): ReadQuery => ({ ok: false, error });

export const periodInvalid: TppError = {
  status: 400,
  code: 'PERIOD_INVALID',
  text: 'The period is not available.',
};
export const unknownPage: TppError = formatError('pageId is not valid.');

/** Checks a question for rows. History: 395 days with a person, else 90; further back is `PERIOD_INVALID` (bank A.5). */
export function readQuery(search: URLSearchParams, today: string, attended: boolean): ReadQuery {
  const status = search.get('bookingStatus')?.toLowerCase();
  if (status !== 'booked' && status !== 'pending' && status !== 'both')
    return refuse(formatError('bookingStatus must be booked, pending or both.'));
  const oldest = addDays(today, -(attended ? attendedHistoryDays : unattendedHistoryDays));
  const from = search.get('dateFrom') ?? oldest;
  const to = search.get('dateTo') ?? today;
  if (!isDay(from) || !isDay(to)) return refuse(formatError('dateFrom and dateTo are written YYYY-MM-DD.'));
  if (from < oldest || to < from) return refuse(periodInvalid);
  const pageId = search.get('pageId');
  const key = pageId === null ? null : readPageKey(pageId);
  if (pageId !== null && key === null) return refuse(unknownPage);
  return { ok: true, value: { status, from, to, key } };
}
