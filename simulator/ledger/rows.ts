/** What the simulated bank holds about one movement. Rows are never changed in place. */
export interface BookedRow {
  /** 13 digits at most; with `part` the row's id within its account. */
  readonly serial: number;
  /** Rows of one order share the serial and are numbered from 1. */
  readonly part: number;
  readonly bookingDate: string;
  readonly valueDate: string;
  /** Negative is money out. */
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly type: DnbTransactionType;
  readonly text: string;
  readonly kid: string | null;
  readonly creditorName: string | null;
  readonly creditorBban: string | null;
  readonly debtorName: string | null;
  /** The other side's; our own is written by the shape. */
  readonly debtorBban: string | null;
}

/** Reserved, not booked: an id, a date and an amount of its own (bank A.4). */
export interface PendingRow {
  /** `ddMMyyHHmmss` and 8 digits. */
  readonly id: string;
  /** Oslo time without an offset. */
  readonly at: string;
  readonly valueDate: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly text: string;
}

export const dnbTransactionTypes = [
  'Giro',
  'Varekjøp',
  'Overføring Innland',
  'Kontoregulering',
  'Omkostninger',
  'Visa-kostnad',
  'Renter',
] as const;
export type DnbTransactionType = (typeof dnbTransactionTypes)[number];

const digits = (value: number, width: number): string => String(value).padStart(width, '0');

/** `0116_0020035767303_0000001` */
export const transactionIdOf = ({ serial, part }: Pick<BookedRow, 'serial' | 'part'>): string =>
  `0116_${digits(serial, 13)}_${digits(part, 7)}`;

/** Where a row stands in its account: by booking date, then id. */
export interface RowPlace {
  readonly bookingDate: string;
  readonly serial: number;
  readonly part: number;
}

export function comparePlaces(a: RowPlace, b: RowPlace): number {
  if (a.bookingDate !== b.bookingDate) return a.bookingDate < b.bookingDate ? -1 : 1;
  return a.serial - b.serial || a.part - b.part;
}
