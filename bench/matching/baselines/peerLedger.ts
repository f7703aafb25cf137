import type { OpenItem, Party } from '../../../src/domain/matching/openItem.ts';
import type { Payment } from '../../../src/domain/matching/payment.ts';
import type { MatcherWorld, Truth } from '../matcherWorld.ts';
import { dayNumber } from './dayNumber.ts';

/** Days that a due date may lie after and before the booking date where nothing but the amount points to an item. */
const daysAfter = 30;
const daysBefore = 60;

export interface PeerItem extends Pick<OpenItem, 'id' | 'kind' | 'currency' | 'partyId'> {
  readonly issueDay: number;
  readonly dueDay: number;
  /** Minor units, before the feed. */
  readonly openMinor: number;
}

/** The open items at a payment's time, as the truth has them: a peer's errors do not spoil its later rows. */
export class PeerLedger {
  readonly parties: readonly Party[];
  readonly #itemsOfParty: ReadonlyMap<string, readonly PeerItem[]>;
  readonly #left = new Map<string, number>();
  readonly #byKid: ReadonlyMap<string, readonly PeerItem[]>;
  readonly #byNumber: ReadonlyMap<string, readonly PeerItem[]>;
  readonly #byAmount: ReadonlyMap<string, readonly PeerItem[]>;

  constructor({ items, parties }: Pick<MatcherWorld, 'items' | 'parties'>) {
    const open = items
      .filter(({ residualMinor }) => residualMinor > 0n)
      .map((item) => ({ ...item, ...daysOf(item), openMinor: Number(item.residualMinor) }))
      .toSorted((a, b) => a.dueDay - b.dueDay);
    this.parties = parties;
    for (const { id, openMinor } of open) this.#left.set(id, openMinor);
    this.#itemsOfParty = Map.groupBy(open, ({ partyId }) => partyId);
    this.#byKid = Map.groupBy(open, ({ kid }) => kid ?? '');
    this.#byNumber = Map.groupBy(open, ({ number }) => digitsOf(number));
    this.#byAmount = Map.groupBy(open, (item) => amountKey(item.kind, item.currency, item.openMinor));
  }

  leftOf = (item: PeerItem): number => this.#left.get(item.id) ?? 0;

  /** Open items whose KID is the payment's, or stands in its text without its spaces and dots. */
  byKid(payment: Payment): readonly PeerItem[] {
    const typed = [...(payment.text ?? '').replaceAll(/(?<=\d)[ .](?=\d)/g, '').matchAll(/\d{4,24}[\d-]/g)];
    const texts = [...(payment.kid === null ? [] : [payment.kid]), ...typed.map(([text]) => text)];
    return this.#named(this.#byKid, texts, payment);
  }

  /** Open items whose number stands in the text as a token of four digits or more. */
  byNumber(payment: Payment): readonly PeerItem[] {
    const tokens = [...(payment.text ?? '').matchAll(/\d[\d-]{3,}/g)].map(([text]) => digitsOf(text));
    return this.#named(this.#byNumber, tokens, payment);
  }

  /** Untouched open items of exactly the amount, due around the day. */
  byAmount(payment: Payment): readonly PeerItem[] {
    const amountMinor = absoluteMinor(payment);
    const equal = this.#byAmount.get(amountKey(kindFor(payment), payment.currency, amountMinor)) ?? [];
    const day = dayNumber(payment.bookingDate);
    const found: PeerItem[] = [];
    for (let at = firstDue(equal, day - daysBefore); at < equal.length; at += 1) {
      const item = equal[at];
      if (item === undefined || item.dueDay > day + daysAfter) break;
      if (item.issueDay <= day && this.leftOf(item) === amountMinor) found.push(item);
    }
    return found;
  }

  /** Open items of a party whose amount differs by less than a share. */
  ofParty(partyId: string, payment: Payment, share: number): readonly PeerItem[] {
    const amountMinor = absoluteMinor(payment);
    return (this.#itemsOfParty.get(partyId) ?? []).filter(
      (item) => Math.abs(this.leftOf(item) - amountMinor) <= share * amountMinor && this.#isOpenFor(item, payment),
    );
  }

  /** After the payment's day. */
  settle({ allocations }: Truth): void {
    for (const { itemId, amountMinor } of allocations)
      this.#left.set(itemId, (this.#left.get(itemId) ?? 0) - Number(amountMinor));
  }

  #isOpenFor(item: PeerItem, payment: Payment): boolean {
    return item.kind === kindFor(payment) && item.issueDay <= dayNumber(payment.bookingDate) && this.leftOf(item) > 0;
  }

  #named(
    index: ReadonlyMap<string, readonly PeerItem[]>,
    keys: readonly string[],
    payment: Payment,
  ): readonly PeerItem[] {
    const found = [...new Set(keys)].flatMap((key) => (key === '' ? [] : (index.get(key) ?? [])));
    return [...new Set(found)].filter((item) => this.#isOpenFor(item, payment));
  }
}

/** Position of the first that is due on the day or later; they are in order of due date. */
function firstDue(items: readonly PeerItem[], day: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.dueDay ?? day) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const absoluteMinor = ({ amountMinor }: Payment): number => Math.abs(Number(amountMinor));
const daysOf = ({ issueDate, dueDate }: OpenItem) => ({ issueDay: dayNumber(issueDate), dueDay: dayNumber(dueDate) });
const digitsOf = (text: string): string => text.replaceAll(/\D/g, '');
const kindFor = ({ amountMinor }: Payment): OpenItem['kind'] => (amountMinor < 0n ? 'payable' : 'receivable');
const amountKey = (kind: string, currency: string, minor: number): string => `${kind} ${currency} ${minor}`;
