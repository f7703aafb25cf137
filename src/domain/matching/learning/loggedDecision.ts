import type { CalendarDate } from '../../calendarDate.ts';
import type { Payment } from '../payment.ts';

/** What a row says of its payer. */
export type LoggedPayer = Pick<Payment, 'counterpartyName' | 'counterpartyAccount' | 'text' | 'amountMinor'>;

export interface LoggedItem {
  readonly itemId: string;
  readonly partyId: string;
  readonly dueDate: CalendarDate;
  readonly isCreditNote: boolean;
  /** Of the whole item. */
  readonly totalMinor: bigint;
  /** Positive: what was used of it. */
  readonly amountMinor: bigint;
}

/** The matcher's explanation that was decided for, in its words of then. */
export interface LoggedExplanation {
  readonly kind: string;
  readonly levels: readonly { readonly group: string; readonly level: string }[];
}

/** What the matcher thought best, or posted. */
export interface LoggedProposal {
  readonly evidenceClass: string;
  /** Uncalibrated. */
  readonly logOdds: number;
  /** Null: it was posted. */
  readonly withheldBecause: string | null;
  readonly allocations: readonly { readonly itemId: string; readonly amountMinor: bigint }[];
}

/** One entry of a client's log as it is stored: of a person, or an auto. */
export interface LoggedDecision {
  readonly action: 'posted' | 'accept' | 'allocate' | 'no_match' | 'import' | 'reject' | 'undo' | 'confirm';
  readonly paymentId: string;
  readonly bookingDate: CalendarDate;
  /** Null: a rejection, or decided elsewhere. */
  readonly matchId: string | null;
  /** The day it was done. */
  readonly at: CalendarDate;
  readonly payer: LoggedPayer;
  /** What was decided, posted, confirmed or rejected. */
  readonly items: readonly LoggedItem[];
  /** Null: not one of the matcher's. */
  readonly explanation: LoggedExplanation | null;
  readonly proposal: LoggedProposal | null;
  /** Of the match: drawn to be checked (matching 9). */
  readonly isAuditSample: boolean;
}
