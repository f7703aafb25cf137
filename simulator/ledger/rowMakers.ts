/** One function for each kind of movement that the bank books (bank G). What a row says follows from the random numbers. */
import { previousBusinessDay } from '../calendar.ts';
import { mod10CheckDigit, mod11CheckDigit } from './norwegianNumbers.ts';
import type { Random } from './random.ts';
import type { BookedRow } from './rows.ts';
import * as words from './vocabulary.ts';

/** A row before it has an id. */
export type RowDraft = Pick<BookedRow, 'type' | 'amountMinor' | 'text'> &
  Partial<Pick<BookedRow, 'valueDate' | 'kid' | 'creditorName' | 'creditorBban'>>;

export interface DayOfBooking {
  readonly random: Random;
  readonly bookingDate: string;
  /** A number that no other invoice of the account has. */
  readonly nextInvoiceNumber: () => number;
}

const minor = (random: Random, least: number, most: number): bigint => BigInt(random.int(least, most));
const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** Customer number and invoice number with a check digit: mostly MOD10; MOD11 can end in `-`. */
function kidFor(random: Random, invoiceNumber: number): string {
  const base = `${random.int(1001, 1999)}${String(invoiceNumber).padStart(7, '0')}`;
  return `${base}${random.chance(0.6) ? mod10CheckDigit(base) : mod11CheckDigit(base)}`;
}

/** Money in. DNB names no counterparty on credits (bank A.4): KID, or the text, is all there is. */
export function customerPayment({ random, nextInvoiceNumber }: DayOfBooking): RowDraft {
  const amountMinor = minor(random, 45_000, 3_900_000);
  const customer = random.pick(words.customers);
  const kind = random.next();
  if (kind < 0.6) {
    const type = random.pick(['Giro', 'Overføring Innland'] as const);
    return { type, amountMinor, text: `${type}, ${customer}`, kid: kidFor(random, nextInvoiceNumber()) };
  }
  if (kind < 0.82) {
    const citation = random.pick(['Faktura', 'Betaling Faktura', 'Fakturanr', 'Inv']);
    return { type: 'Giro', amountMinor, text: `Giro, ${customer}, ${citation} ${nextInvoiceNumber()}` };
  }
  if (kind < 0.86)
    return { type: 'Giro', amountMinor, text: `Giro, ${customer}, Kid ${kidFor(random, nextInvoiceNumber())}` };
  if (kind < 0.93)
    return {
      type: 'Overføring Innland',
      amountMinor,
      text: `Overføring Innland, ${random.pick(words.privatePersons)}, Betaling, Tpp: Vipps Mobilepay As`,
    };
  return { type: 'Overføring Innland', amountMinor, text: `Overføring Innland, ${customer}` };
}

export function supplierBill({ random, nextInvoiceNumber }: DayOfBooking): RowDraft {
  const { name, bban } = random.pick(words.suppliers);
  const text = random.pick([
    `Giro, ${name}, Efaktura`,
    `${random.int(10_000, 99_999)} Giro, ${name}, Avtalegiro ${name.toUpperCase()}`,
    `Giro, ${name}`,
  ]);
  const kid = random.chance(0.85) ? kidFor(random, nextInvoiceNumber()) : null;
  return { type: 'Giro', amountMinor: -minor(random, 19_900, 2_400_000), text, kid, ...creditor(name, bban) };
}

export function cardPurchase({ random, bookingDate }: DayOfBooking): RowDraft {
  const clock = `Kl. ${twoDigits(random.int(7, 21))}.${twoDigits(random.int(0, 59))}`;
  const text = `Varekjøp, ${clock} Versjon 1 Aut. ${random.int(100_000, 999_999)}, ${random.pick(words.shops)}`;
  const kroner = random.chance(0.4) ? BigInt(random.int(29, 900)) * 100n : minor(random, 2_900, 189_000);
  // Bought the day before, reserved since then: what is pending today is booked on the next business day.
  return { type: 'Varekjøp', amountMinor: -kroner, text, valueDate: previousBusinessDay(bookingDate) };
}

/** `Visa, Eur 21,99 Netflix.Com, Valutakurs:    12,1132` */
export function foreignPurchase({ random }: DayOfBooking): RowDraft {
  const [currency, shop, price, rate] = random.pick(words.foreignShops);
  const text = `Visa, ${currency} ${comma(price, 2)} ${shop}, Valutakurs:    ${comma(rate, 4)}`;
  return { type: 'Visa-kostnad', amountMinor: -BigInt(Math.round((price * rate) / 10_000)), text };
}

const comma = (value: number, decimals: number): string => (value / 10 ** decimals).toFixed(decimals).replace('.', ',');

/** Several payers, one fee each, nothing that tells them apart: they are all real (Q07). */
export function twins({ random }: DayOfBooking): readonly RowDraft[] {
  const amountMinor = BigInt(random.pick([150, 250, 350, 500])) * 100n;
  const twin: RowDraft = { type: 'Overføring Innland', amountMinor, text: 'Overføring Innland, Kontingent' };
  return Array.from({ length: random.int(2, 3) }, () => twin);
}

/** Charged for the month that ended: the value date is before the booking date. */
export const monthlyFee = ({ random, bookingDate }: DayOfBooking): RowDraft => ({
  type: 'Omkostninger',
  amountMinor: -minor(random, 3_500, 21_900),
  text: 'Omkostninger',
  valueDate: previousBusinessDay(bookingDate),
});

/** Booked in the old year, its value date in the new one. */
export const yearlyInterest = ({ random, bookingDate }: DayOfBooking): RowDraft => ({
  type: 'Renter',
  amountMinor: minor(random, 3, 98_000),
  text: 'Renter',
  valueDate: `${Number(bookingDate.slice(0, 4)) + 1}-01-01`,
});

export const salaries = ({ random }: DayOfBooking): readonly RowDraft[] =>
  words.employees.map(({ name, bban }) => ({
    type: 'Overføring Innland',
    amountMinor: -minor(random, 3_100_000, 4_900_000),
    text: `Overføring Innland, ${name}, Lønn`,
    ...creditor(name, bban),
  }));

export function taxPayment({ random, nextInvoiceNumber }: DayOfBooking): RowDraft {
  const { name, bban } = words.taxOffice;
  const kid = kidFor(random, nextInvoiceNumber());
  return {
    type: 'Giro',
    amountMinor: -minor(random, 2_500_000, 6_000_000),
    text: `Giro, ${name}`,
    kid,
    ...creditor(name, bban),
  };
}

export const ownTransfer = (amountMinor: bigint): RowDraft => ({
  type: 'Kontoregulering',
  amountMinor,
  text: 'Kontoregulering, Overføring Mellom Egne Konti',
});

const creditor = (creditorName: string, creditorBban: string): Pick<RowDraft, 'creditorName' | 'creditorBban'> => ({
  creditorName,
  creditorBban,
});
