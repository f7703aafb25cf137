import type { CalendarDate } from '../../calendarDate.ts';
import type { ShownCandidate } from '../../review/shownCandidate.ts';

/** Of an invoice that a candidate names, what its amount and days are judged by. */
export interface AdvisableItem {
  readonly id: string;
  readonly isCreditNote: boolean;
  /** What is open of it, in minor units of its currency. */
  readonly residualMinor: bigint;
  readonly currency: string;
  readonly dueDate: CalendarDate;
}

/** A payment in review, with the candidates that a person may choose from, as they are stored. */
export interface AdvisablePayment {
  /** In minor units; money out is negative. */
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly bookingDate: CalendarDate;
  readonly candidates: readonly ShownCandidate[];
  /** Those that the candidates name. */
  readonly items: readonly AdvisableItem[];
}
