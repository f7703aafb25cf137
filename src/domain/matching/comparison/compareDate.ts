import type { GroupEvidence } from '../evidence.ts';
import { DayNumbers } from '../ledger/dayNumbers.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';

/** Booking date against due date (matching 4). */
export const dueBands = [
  'early_over_20',
  'early_6_20',
  'early_1_5',
  'on_the_day',
  'late_1_5',
  'late_6_25',
  'late_over_25',
] as const;
/** How far that is from the party's own median lag; unknown below two payments. */
export const lagBands = ['lag_2', 'lag_6', 'lag_15', 'lag_more', 'lag_unknown'] as const;
export type DateLevel = `${(typeof dueBands)[number]}/${(typeof lagBands)[number]}`;

/** Every candidate of every payment asks, and there are but a few thousand days. */
const dayNumbers = new DayNumbers();

export function compareDate(payment: Payment, item: OpenItem, ledger: MatchingLedger): GroupEvidence {
  const days = dayNumbers.of(payment.bookingDate) - dayNumbers.of(item.dueDate);
  const usual = medianOf(ledger.chances.lagsDays(item.partyId));
  const level: DateLevel = `${dueBandOf(days)}/${lagBandOf(days, usual)}`;
  return { group: 'DATE', level, lnChance: null, detail: usual === null ? { days } : { days, usual } };
}

function dueBandOf(days: number): (typeof dueBands)[number] {
  if (days < -20) return 'early_over_20';
  if (days < -5) return 'early_6_20';
  if (days < 0) return 'early_1_5';
  if (days === 0) return 'on_the_day';
  if (days <= 5) return 'late_1_5';
  return days <= 25 ? 'late_6_25' : 'late_over_25';
}

function lagBandOf(days: number, usual: number | null): (typeof lagBands)[number] {
  if (usual === null) return 'lag_unknown';
  const distance = Math.abs(days - usual);
  if (distance <= 2) return 'lag_2';
  if (distance <= 6) return 'lag_6';
  return distance <= 15 ? 'lag_15' : 'lag_more';
}

/** Null below two values; of an even count the mean of the middle two. */
function medianOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const ordered = values.toSorted((a, b) => a - b);
  const middle = ordered.length / 2;
  const upper = ordered[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((ordered[middle - 1] ?? 0) + upper) / 2 : upper;
}
