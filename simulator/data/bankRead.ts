import type { BankAccount } from '../ledger/bank.ts';
import type { TransactionsQuery } from './transactionsQuery.ts';

/** One paging through an account's rows, from a first page to its last, as faults see it. */
export interface BankRead {
  readonly seed: string;
  /** Counts reads under faults, from 1. */
  readonly number: number;
  readonly consentId: string;
  readonly account: BankAccount;
  /** Of the first page. */
  readonly query: TransactionsQuery;
  readonly today: string;
  /** Booked rows a page. */
  readonly pageSize: number;
}
