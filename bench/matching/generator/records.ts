/** What the generator gives: the lines of the contract's data files, and the truth about them. */
import type { RegimeName } from './regimes.ts';

export interface PartyRecord {
  readonly id: string;
  readonly name: string;
  readonly account?: string;
  readonly org_number?: string;
  readonly aliases?: readonly string[];
}

export interface InvoiceRecord {
  readonly external_id: string;
  readonly kind: 'receivable' | 'payable' | 'credit_note';
  readonly side?: 'receivable' | 'payable';
  readonly number: string;
  readonly kid?: string;
  readonly amount: string;
  /** Before the first transaction of the file. */
  readonly open_amount: string;
  readonly currency: string;
  readonly issue_date: string;
  readonly due_date: string;
  readonly party: PartyRecord;
  readonly status: 'open' | 'closed';
}

export interface TransactionRecord {
  readonly id: string;
  readonly account: string;
  readonly booking_date: string;
  readonly value_date?: string;
  readonly amount: string;
  readonly currency: string;
  readonly counterparty_name?: string;
  readonly counterparty_account?: string;
  readonly text?: string;
  readonly kid?: string;
  readonly end_to_end_id?: string;
}

export interface AllocationRecord {
  readonly external_id: string;
  readonly amount: string;
}

export interface ConfirmedRecord {
  readonly transaction_id: string;
  readonly allocations: readonly AllocationRecord[];
}

/** Body of `POST /api/v1/transactions/{id}/details`. */
export interface DetailsRecord {
  readonly transaction_id: string;
  readonly lines: readonly {
    readonly kid?: string;
    readonly text?: string;
    readonly counterparty_name?: string;
    readonly amount: string;
  }[];
}

/** What happened, as the generator's events have it. */
export const truthKinds = [
  'single',
  'instalment',
  'short',
  'over',
  'rounding',
  'fee',
  'discount',
  'reminder_fee',
  'several',
  'net_of_credit',
  'converted',
  'collected',
  'credit_paid_out',
  'sum_post',
  'duplicate',
  'refund',
  'unlisted',
  'own_transfer',
  'salary',
  'tax',
  'settlement',
  'card',
  'bank',
  'other',
] as const;
export type TruthKind = (typeof truthKinds)[number];

export interface TruthRecord extends ConfirmedRecord {
  readonly kind: TruthKind;
  /**
   * Amount less what the allocations come to (credit notes count against): what stays unallocated, or, negative, a
   * difference that is written off. Null where item and payment differ in currency.
   */
  readonly residual: string | null;
  /** One item, untouched before, settled exactly by this payment alone: what coverage is measured on. */
  readonly one_to_one: boolean;
  /** What makes the row hard, for the analysis of errors: `third_party`, `typo`, `kid_in_text`, … */
  readonly tags: readonly string[];
  /** Of a sum post: what each line pays, in the order of its details. */
  readonly lines: readonly (readonly AllocationRecord[])[];
}

export interface GeneratedCompany {
  readonly regime: RegimeName;
  readonly seed: number;
  /** Its own accounts, also those whose rows are not in the file. */
  readonly ownAccounts: readonly string[];
  readonly invoices: readonly InvoiceRecord[];
  /** By booking date, then id. */
  readonly transactions: readonly TransactionRecord[];
  readonly details: readonly DetailsRecord[];
  /** One for each transaction, in their order. */
  readonly truth: readonly TruthRecord[];
}
