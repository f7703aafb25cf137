import type { OwnExperience } from '../certification/certificatesInForce.ts';
import type { HypothesisKind } from '../decision.ts';
import type { Group } from '../evidence.ts';
import type { PayerRecord } from '../ledger/ledgerChances.ts';
import type { Alias } from './aliases.ts';

/** A count of labels: what is left of it by half-life, and how many there were (matching 8 and 10). */
export interface LevelCount {
  readonly decayed: number;
  readonly seen: number;
}

/** All that a client's log of decisions taught, on one day (matching 10). Plain JSON. */
export interface ClientWeights {
  /** Names the log and the day: equal versions are equal weights. */
  readonly version: string;
  readonly levels: Readonly<Record<Group, Readonly<Record<string, LevelCount>>>>;
  /** Of payments with an invoice, decayed. */
  readonly kinds: Readonly<Partial<Record<HypothesisKind, number>>>;
  /** Decayed counts, by the payer's record and the sign. */
  readonly payers: Readonly<Record<PayerRecord, Readonly<Record<'in' | 'out', InvoiceCounts>>>>;
  readonly aliases: readonly Alias[];
  /** Pairs that are never proposed again, ordered. */
  readonly vetoes: readonly Veto[];
  /** Days late of the party's last eight payments, oldest first. */
  readonly lagsDays: Readonly<Record<string, readonly number[]>>;
  readonly experience: OwnExperience;
}

export interface InvoiceCounts {
  readonly withInvoice: number;
  readonly withoutInvoice: number;
}

export interface Veto {
  readonly paymentId: string;
  readonly itemId: string;
}
