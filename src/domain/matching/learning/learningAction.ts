import type { CalendarDate } from '../../calendarDate.ts';
import type { HypothesisKind } from '../decision.ts';
import type { GroupEvidence } from '../evidence.ts';
import type { PayerRecord } from '../ledger/ledgerChances.ts';

/** Who paid, or was paid, as the matcher saw it when it decided: nobody where the row is of who passes money on. */
export interface SeenPayer {
  /** Compact account number; null where the row has none. */
  readonly account: string | null;
  /** Empty where the row names nobody. */
  readonly foldedName: string;
  readonly orgNumber: string | null;
  readonly record: PayerRecord;
  readonly direction: 'in' | 'out';
}

/** An item that a payment was allocated to. */
export interface LearnedItem {
  readonly itemId: string;
  readonly partyId: string;
  /** From due date to booking date; early is negative. */
  readonly lagDays: number;
}

/** What the matcher had proposed, to be judged by what a person then said. */
export interface JudgedProposal {
  readonly evidenceClass: string;
  /** Uncalibrated, of the first candidate. */
  readonly logOdds: number;
  readonly right: boolean;
  /** Asked without regard to the outcome: shadow, or the audit sample. Only such labels certify (matching 8). */
  readonly isUnbiased: boolean;
}

interface ActionOnPayment {
  readonly paymentId: string;
  /** The day it was done; not the booking date. */
  readonly at: CalendarDate;
}

/** The answer to a payment: which items, with the levels that they showed when it was decided. */
export interface Answer {
  readonly payer: SeenPayer;
  readonly kind: HypothesisKind;
  readonly items: readonly LearnedItem[];
  readonly levels: readonly Pick<GroupEvidence, 'group' | 'level'>[];
}

/** One entry of a client's log of decisions, oldest first: all that learning knows (matching 10). */
export type LearningAction = ActionOnPayment &
  (
    | ({
        /** By a person, or imported from where one decided. No item: "without an invoice". */
        readonly action: 'confirmed';
        readonly proposal: JudgedProposal | null;
      } & Answer)
    /** An auto. It teaches little, and only once it has stood for 45 days. */
    | ({ readonly action: 'posted'; readonly evidenceClass: string; readonly logOdds: number } & Answer)
    /** A proposal that a person turned down. */
    | {
        readonly action: 'rejected';
        readonly payer: SeenPayer;
        readonly items: readonly LearnedItem[];
        readonly proposal: JudgedProposal | null;
      }
    /** The present answer is taken back. Of an auto this is a rejection. */
    | { readonly action: 'undone' }
  );
