/** What happens, before any bank shows it. Amounts are whole minor units. */
import type { TruthKind } from '../records.ts';
import type { NameNoise, Population, Regime } from '../regimes.ts';

export type Side = 'receivable' | 'payable';

export interface Party {
  readonly id: string;
  readonly kind: 'company' | 'person';
  readonly side: Side;
  readonly name: string;
  readonly tradeName: string | null;
  readonly aliases: readonly string[];
  readonly orgNumber: string | null;
  /** What it pays from, or is paid at; the first is the usual one. */
  readonly accounts: readonly string[];
  /** In the ERP. Null: none; else nearly always one of its accounts. */
  readonly knownAccount: string | null;
  /** Its group's, from which it always pays under the group's name. */
  readonly group: { readonly name: string; readonly account: string } | null;
  /** How its bank writes its name, mostly. */
  readonly nameNoise: NameNoise;
  /** Settles through the accounts whose rows are in the file. */
  readonly paysHere: boolean;
  readonly rhythm: Rhythm;
  /** Days after the due date, and how much they vary. */
  readonly lagDays: number;
  readonly lagSpreadDays: number;
  readonly termsDays: number;
  /** Shares of its payments that have the KID, else a number. */
  readonly kidHabit: number;
  readonly citeHabit: number;
  readonly scheme: NumberScheme;
  /** Day of the month on which it pays all that is due; null: each by itself. */
  readonly batchDay: number | null;
  readonly currency: string;
  readonly foreign: boolean;
  /** Of each invoice; null: they differ. */
  readonly fixedAmountMinor: number | null;
}

export type Rhythm = 'once' | 'occasional' | 'monthly' | 'weekly';

/** How who sends the invoice numbers it. */
export interface NumberScheme {
  readonly prefix: string;
  readonly yearly: boolean;
  readonly start: number;
  /** Null: no KID. */
  readonly kid: {
    readonly method: 'mod10' | 'mod11';
    readonly length: number;
    /** The customer's number in the KID; alone where the KID is fixed. */
    readonly customerNumber: string;
    readonly fixed: boolean;
  } | null;
}

export interface InvoicePlan {
  readonly party: Party;
  readonly kind: 'invoice' | 'credit_note';
  readonly amountMinor: number;
  readonly issueDay: number;
  readonly dueDay: number;
}

/** What the payer writes; numbers are known only when all invoices are. */
export interface Reference {
  readonly kidOf: InvoicePlan | null;
  readonly cited: readonly InvoicePlan[];
  readonly typo: boolean;
  /** A number or KID of an invoice that is not in the ledger. */
  readonly foreignNumber: string | null;
  readonly foreignKid: string | null;
  readonly message: string | null;
}

export interface Counterparty {
  readonly name: string;
  readonly account: string | null;
  readonly noise: NameNoise;
  readonly orgNumber: string | null;
  readonly tradeName: string | null;
}

export interface PlanAllocation {
  readonly plan: InvoicePlan;
  readonly amountMinor: number;
}

export interface PaymentEvent {
  readonly day: number;
  readonly direction: 'in' | 'out';
  readonly kind: TruthKind;
  /** Positive, in kroner. */
  readonly amountMinor: number;
  readonly counterparty: Counterparty | null;
  readonly allocations: readonly PlanAllocation[];
  readonly reference: Reference;
  /** What was ordered, where the bank converted it. */
  readonly original: { readonly amountMinor: number; readonly currency: string } | null;
  readonly tags: readonly string[];
  /** Payments within a sum; empty: it is one itself. */
  readonly parts: readonly PaymentEvent[];
  readonly partsShown: boolean;
}

export interface SettleContext {
  readonly regime: Regime;
  readonly population: Population;
  readonly agencyAccounts: ReadonlyMap<string, string>;
  /** Nothing is paid later. */
  readonly endDay: number;
}
