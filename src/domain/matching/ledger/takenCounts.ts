import type { LedgerSide, OpenItem } from '../openItem.ts';

/** An item that counts more or less since something was taken of it; only from the day on that it was issued. */
interface Change {
  readonly side: LedgerSide;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly issueDate: string;
  readonly more: 1 | -1;
}

/** By how much the counts of `LedgerChances` have moved by what was taken: few items, beside a ledger of many. */
export class TakenCounts {
  readonly #ofParty = new Map<string, Change[]>();
  readonly #ofAmount = new Map<bigint, Change[]>();
  readonly #closed: Change[] = [];
  /** By what was asked: every comparison asks for the same few, and thousands may have been taken of one amount. */
  readonly #known = new Map<string, number>();

  /** @param item before something was taken of it */
  add(item: OpenItem, takenMinor: bigint): void {
    const { kind, side, currency, issueDate, partyId, residualMinor } = item;
    if (kind === 'credit_note') return;
    const leftMinor = residualMinor - takenMinor;
    const gone: Change = { side, currency, issueDate, amountMinor: residualMinor, more: -1 };
    const changes: readonly Change[] = leftMinor > 0n ? [gone, { ...gone, amountMinor: leftMinor, more: 1 }] : [gone];
    for (const change of changes) {
      push(this.#ofParty, partyId, change);
      push(this.#ofAmount, change.amountMinor, change);
    }
    if (leftMinor === 0n) this.#closed.push(gone);
    this.#known.clear();
  }

  open = (side: LedgerSide, currency: string, day: string): number =>
    this.#once(`open ${side} ${currency} ${day}`, () => sumOf(this.#closed, side, currency, day));

  equalAmount = (side: LedgerSide, currency: string, amountMinor: bigint, day: string): number =>
    this.#once(`amount ${amountMinor} ${side} ${currency} ${day}`, () =>
      sumOf(this.#ofAmount.get(amountMinor) ?? none, side, currency, day),
    );

  /** What is left of an item of which a part was taken is still open: its two changes make up for each other. */
  partyOpen = (partyId: string, side: LedgerSide, currency: string, day: string): number => {
    const changes = this.#ofParty.get(partyId);
    if (changes === undefined) return 0;
    return this.#once(`party ${side} ${currency} ${day} ${partyId}`, () => sumOf(changes, side, currency, day));
  };

  partyEqualAmount(partyId: string, side: LedgerSide, currency: string, amountMinor: bigint, day: string): number {
    const changes = this.#ofParty.get(partyId);
    if (changes === undefined) return 0;
    return this.#once(`equal ${amountMinor} ${side} ${currency} ${day} ${partyId}`, () =>
      sumOf(
        changes.filter((change) => change.amountMinor === amountMinor),
        side,
        currency,
        day,
      ),
    );
  }

  #once(question: string, count: () => number): number {
    const known = this.#known.get(question);
    if (known !== undefined) return known;
    const answer = count();
    this.#known.set(question, answer);
    return answer;
  }
}

const none: readonly Change[] = [];

function push<Key>(lists: Map<Key, Change[]>, key: Key, change: Change): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [change]);
  else known.push(change);
}

function sumOf(changes: readonly Change[], side: LedgerSide, currency: string, day: string): number {
  let sum = 0;
  for (const change of changes)
    if (change.side === side && change.currency === currency && change.issueDate <= day) sum += change.more;
  return sum;
}
