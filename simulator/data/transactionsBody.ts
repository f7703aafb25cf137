import type { BankAccount } from '../ledger/bank.ts';
import { type PageKey, writePageKey } from './pageKey.ts';
import type { TransactionsQuery } from './transactionsQuery.ts';

/** A page in DNB's shape: the link is relative and is missing on the last page (bank A.4). */
export interface TransactionsBody {
  readonly account: { readonly iban?: string; readonly bban: string };
  readonly transactions: { readonly booked: readonly unknown[]; readonly pending: readonly unknown[] };
  readonly links?: { readonly next: { readonly href: string } };
}

export interface PageContent {
  readonly isFirst: boolean;
  /** As they are shown. */
  readonly booked: readonly unknown[];
  readonly pending: readonly unknown[];
  readonly nextHref: string | null;
}

export function transactionsBody(
  { id, iban }: Pick<BankAccount, 'id' | 'iban'>,
  { isFirst, booked, pending, nextHref }: PageContent,
): TransactionsBody {
  return {
    account: isFirst ? { iban, bban: id } : { bban: id },
    transactions: { booked, pending },
    ...(nextHref === null ? {} : { links: { next: { href: nextHref } } }),
  };
}

export const hrefOf = (bban: string, { from, to, status }: TransactionsQuery, key: PageKey): string =>
  `/v1/accounts/${bban}/transactions?dateFrom=${from}&dateTo=${to}&pageId=${writePageKey(key)}&bookingStatus=${status}`;
