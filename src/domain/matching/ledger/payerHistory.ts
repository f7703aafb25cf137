import { calendarDate, daysBetween } from '../../calendarDate.ts';
import type { ItemAllocation } from '../decision.ts';
import { foldName } from '../names/foldName.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import { accountKeyOf } from './accountKey.ts';
import type { PayerRecord } from './ledgerChances.ts';
import type { SettledPayment } from './matchingLedger.ts';

/** The party's own lag is that of so many payments (matching 4). */
const lagsKept = 8;
const settledKept = 50;

/** What is known of payers and parties from before the first payment; learned elsewhere (matching 10). */
export interface EarlierHistory {
  /** Days from due date to booking, oldest first. */
  readonly lagsDaysByParty: ReadonlyMap<string, readonly number[]>;
  /** By the keys of `payerKeysOf`. */
  readonly rowsByPayer: ReadonlyMap<string, PayerRows>;
  /** By party, newest first. */
  readonly settledByParty?: ReadonlyMap<string, readonly SettledPayment[]>;
}

export interface PayerRows {
  readonly matched: number;
  readonly withoutInvoice: number;
}

/** A payer is known by account, else by folded name: the keys, the surer first. */
export function payerKeysOf({
  counterpartyAccount,
  counterpartyName,
}: Pick<Payment, 'counterpartyAccount' | 'counterpartyName'>): readonly string[] {
  const account = accountKeyOf(counterpartyAccount);
  const name = foldName(counterpartyName ?? '');
  return [...(account === null ? [] : [`account:${account}`]), ...(name === '' ? [] : [`name:${name}`])];
}

export function payerRecordOf({ matched, withoutInvoice }: PayerRows): PayerRecord {
  if (matched > 0) return withoutInvoice > 0 ? 'both' : 'only_matched';
  return withoutInvoice > 0 ? 'only_without_invoice' : 'never_seen';
}

interface KnownLag {
  readonly days: number;
  /** Null: of before the first payment. */
  readonly of: Pick<Payment, 'id' | 'bookingDate'> | null;
}

/** What became of earlier payments, by payer and by party. */
export class PayerHistory {
  readonly #lags: Map<string, readonly KnownLag[]>;
  readonly #lagsDays: Map<string, readonly number[]>;
  readonly #rows: Map<string, PayerRows>;
  readonly #settled: Map<string, readonly SettledPayment[]>;

  constructor(earlier: EarlierHistory) {
    this.#lags = new Map(
      [...earlier.lagsDaysByParty].map(([partyId, lagsDays]) => [
        partyId,
        lagsDays.map((days) => ({ days, of: null })),
      ]),
    );
    this.#lagsDays = new Map(earlier.lagsDaysByParty);
    this.#rows = new Map(earlier.rowsByPayer);
    this.#settled = new Map(earlier.settledByParty);
  }

  lagsDays = (partyId: string): readonly number[] => this.#lagsDays.get(partyId) ?? [];

  settledOf = (partyId: string): readonly SettledPayment[] => this.#settled.get(partyId) ?? [];

  record(payment: Payment): PayerRecord {
    const key = payerKeysOf(payment).find((one) => this.#rows.has(one));
    return payerRecordOf(this.#rows.get(key ?? '') ?? { matched: 0, withoutInvoice: 0 });
  }

  /** @param items those of the allocations, in their order; a party's lag is that of the first of its items */
  add(payment: Payment, allocations: readonly ItemAllocation[], items: readonly OpenItem[]): void {
    const isMatched = allocations.length > 0;
    for (const key of payerKeysOf(payment)) {
      const { matched, withoutInvoice } = this.#rows.get(key) ?? { matched: 0, withoutInvoice: 0 };
      this.#rows.set(key, {
        matched: matched + (isMatched ? 1 : 0),
        withoutInvoice: withoutInvoice + (isMatched ? 0 : 1),
      });
    }
    const { id: paymentId, bookingDate, amountMinor, currency } = payment;
    for (const { partyId, dueDate } of onePerParty(items)) {
      const days = daysBetween(calendarDate(dueDate), calendarDate(bookingDate));
      const known = this.#lags.get(partyId) ?? [];
      const lags = [...known, { days, of: payment }].toSorted(byPayment).slice(-lagsKept);
      this.#lags.set(partyId, lags);
      this.#lagsDays.set(
        partyId,
        lags.map((lag) => lag.days),
      );
      const settled = { paymentId, bookingDate, amountMinor, currency, allocations };
      this.#settled.set(partyId, [settled, ...this.settledOf(partyId)].slice(0, settledKept));
    }
  }
}

/** What waited and was posted later than others keeps its day. */
function byPayment({ of: a }: KnownLag, { of: b }: KnownLag): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return compareText(a.bookingDate, b.bookingDate) || compareText(a.id, b.id);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const onePerParty = (items: readonly OpenItem[]): readonly OpenItem[] =>
  items.filter((item, index) => items.findIndex(({ partyId }) => partyId === item.partyId) === index);
