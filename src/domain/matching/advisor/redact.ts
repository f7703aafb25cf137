import { daysBetween } from '../../calendarDate.ts';
import type { ShownCandidate } from '../../review/shownCandidate.ts';
import { hypothesisKinds } from '../decision.ts';
import { groups } from '../evidence.ts';
import type { AdvisableItem, AdvisablePayment } from './advisablePayment.ts';
import { knownLevel } from './knownLevels.ts';

/** What an advisor gets of a candidate. Words of closed lists and small numbers only. */
export interface RedactedCandidate {
  /** Its place among the candidates, from 1. */
  readonly id: string;
  readonly kind: string;
  /** Two decimals. */
  readonly probability: number;
  /** How many invoices it names. */
  readonly invoices: number;
  /** What was paid, against what is open of them together. */
  readonly amount: 'equal' | 'over' | 'under' | 'converted' | 'unknown';
  /** From the booking to the due date of the first of them; overdue is negative. Null: it names none. */
  readonly days_to_due: number | null;
  readonly reasons: readonly { readonly group: string; readonly level: string; readonly bits: number }[];
}

export interface AdviceRequest {
  /** Of this shape: another one is another content. */
  readonly version: 1;
  readonly candidates: readonly RedactedCandidate[];
}

/** An advisor gets no more candidates than these (matching 11). */
export const mostAdvised = 5;
/** Days further away are told as these. */
const mostDays = 366;

const kinds: ReadonlySet<string> = new Set(hypothesisKinds);
const knownGroups: ReadonlySet<string> = new Set([...groups, 'RUNNER_UP']);

/**
 * What may leave the house of a payment in review (matching 11): no name, account number, KID, text, id, amount or date,
 * only how they stand to each other. Built member by member from closed lists, so that what is added to candidates later
 * does not leave by itself.
 */
export const redact = (payment: AdvisablePayment): AdviceRequest => ({
  version: 1,
  candidates: payment.candidates.slice(0, mostAdvised).map((candidate, index) => {
    const items = itemsOf(candidate, payment.items);
    return {
      id: String(index + 1),
      kind: kinds.has(candidate.kind) ? candidate.kind : 'other',
      probability: rounded(candidate.probability, 100),
      invoices: items.length,
      amount: amountOf(payment, items),
      days_to_due: daysToDue(payment, items),
      reasons: candidate.reasons.map(({ group, level, bits }) => ({
        group: knownGroups.has(group) ? group : 'other',
        level: knownLevel(level),
        bits: rounded(bits, 10),
      })),
    };
  }),
});

function itemsOf({ allocations }: ShownCandidate, items: readonly AdvisableItem[]): readonly AdvisableItem[] {
  const named = new Set(allocations.map(({ invoice_id }) => invoice_id));
  return items.filter(({ id }) => named.has(id));
}

function amountOf(
  { amountMinor, currency }: AdvisablePayment,
  items: readonly AdvisableItem[],
): RedactedCandidate['amount'] {
  if (items.length === 0) return 'unknown';
  if (items.some((item) => item.currency !== currency)) return 'converted';
  const paidMinor = amountMinor < 0n ? -amountMinor : amountMinor;
  // Credit notes are netted against invoices; alone they are what is paid out.
  const areCredits = items.every(({ isCreditNote }) => isCreditNote);
  const openMinor = items.reduce(
    (sum, { isCreditNote, residualMinor }) => sum + (isCreditNote && !areCredits ? -residualMinor : residualMinor),
    0n,
  );
  if (paidMinor === openMinor) return 'equal';
  return paidMinor > openMinor ? 'over' : 'under';
}

function daysToDue({ bookingDate }: AdvisablePayment, items: readonly AdvisableItem[]): number | null {
  const [first] = items.map(({ dueDate }) => daysBetween(bookingDate, dueDate)).toSorted((a, b) => a - b);
  return first === undefined ? null : Math.max(-mostDays, Math.min(mostDays, first));
}

/** No `NaN` and no infinity: JSON has neither. */
const rounded = (value: number, steps: number): number =>
  Number.isFinite(value) ? Math.round(value * steps) / steps + 0 : 0;
