import type { ItemAllocation } from '../decision.ts';
import type { LedgerSide, OpenItem, Party } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import { accountKeyOf } from './accountKey.ts';
import type { CitedReferences } from './citedReferences.ts';
import { findCandidates } from './findCandidates.ts';
import { findPayer } from './findPayer.ts';
import { findReferences } from './findReferences.ts';
import type { Bucket } from './itemColumns.ts';
import type { LedgerChances } from './ledgerChances.ts';
import { type MatchingLedger, type SettledPayment, sideOf } from './matchingLedger.ts';
import { MemoryItems } from './memoryItems.ts';
import { type LearntAlias, PartyBook } from './partyBook.ts';
import type { PayerEvidence } from './payerEvidence.ts';
import { type EarlierHistory, PayerHistory } from './payerHistory.ts';

const mostItemsOfParty = 50;

export interface MemoryLedgerInput {
  /** In any order, ids differ. Closed ones too, as far as duplicates are to be found. */
  readonly items: readonly OpenItem[];
  /** All of the client, or a book of them that was made before. */
  readonly parties: Iterable<Party> | PartyBook;
  /** The client's own accounts, any spelling. */
  readonly ownAccounts?: Iterable<string>;
  readonly history?: EarlierHistory;
}

interface ToldPayment {
  readonly payment: Payment;
  readonly allocations: readonly ItemAllocation[];
}

const byPayment = ({ payment: a }: ToldPayment, { payment: b }: ToldPayment): number =>
  a.bookingDate === b.bookingDate ? (a.id < b.id ? -1 : 1) : a.bookingDate < b.bookingDate ? -1 : 1;

/** A client's ledger in memory: for files, training and tests (matching 15). A million items take seconds to load. */
export class MemoryLedger implements MatchingLedger {
  readonly #items: MemoryItems;
  #parties: PartyBook;
  readonly #history: PayerHistory;
  readonly #ownAccounts: ReadonlySet<string>;
  readonly #references = new WeakMap<Payment, CitedReferences>();
  readonly #payers = new WeakMap<Payment, PayerEvidence>();
  #told: ToldPayment[] = [];
  #today = '';
  readonly chances: LedgerChances;

  constructor({ items, parties, ownAccounts = [], history }: MemoryLedgerInput) {
    this.#items = new MemoryItems(items);
    this.#parties = parties instanceof PartyBook ? parties : new PartyBook(parties);
    this.#history = new PayerHistory(history ?? { lagsDaysByParty: new Map(), rowsByPayer: new Map() });
    this.#ownAccounts = new Set([...ownAccounts].flatMap((account) => accountKeyOf(account) ?? []));
    this.chances = chancesOf(this.#items, this.#history);
  }

  moveTo(bookingDate: string): void {
    if (bookingDate === this.#today) return;
    this.#today = bookingDate;
    // What one day told is learnt in one order, whatever the order of its payments was (matching 12, property 4).
    for (const { payment, allocations } of this.#told.toSorted(byPayment)) {
      const items = allocations.flatMap(({ itemId }) => this.#items.item(itemId) ?? []);
      this.#history.add(payment, allocations, items);
    }
    this.#told = [];
    // Last: on an earlier day the items that were paid are not issued yet.
    this.#items.moveTo(bookingDate);
  }

  candidates(payment: Payment): readonly OpenItem[] {
    const sources = this.#items.candidateSources(sideOf(payment), payment.bookingDate);
    return findCandidates(payment, this.references(payment), this.payer(payment), sources);
  }

  itemsOf = (partyId: string, side: LedgerSide): readonly OpenItem[] =>
    this.#items.openOf(partyId, (bucket) => bucket.side === side).slice(0, mostItemsOfParty);

  item = (itemId: string): OpenItem | null => this.#items.item(itemId);

  party = (partyId: string): Party => this.#parties.party(partyId);

  references(payment: Payment): CitedReferences {
    const known = this.#references.get(payment);
    if (known !== undefined) return known;
    const found = findReferences(payment, this.#items.referenceLookup(sideOf(payment)));
    this.#references.set(payment, found);
    return found;
  }

  payer(payment: Payment): PayerEvidence {
    const known = this.#payers.get(payment);
    if (known !== undefined) return known;
    const found = findPayer(payment, this.#parties);
    this.#payers.set(payment, found);
    return found;
  }

  nameScore = (payment: Payment, partyId: string): number =>
    this.#parties.nameScore(this.payer(payment).name.folded, partyId);

  isOwnAccount(account: string | null): boolean {
    const key = accountKeyOf(account);
    return key !== null && this.#ownAccounts.has(key);
  }

  allocate = (itemId: string, amountMinor: bigint): void => this.#items.allocate(itemId, amountMinor);

  settled(payment: Payment, allocations: readonly ItemAllocation[]): void {
    this.#told.push({ payment, allocations });
  }

  settledOf = (partyId: string): readonly SettledPayment[] => this.#history.settledOf(partyId);

  /**
   * All accounts and names as learnt, for payments that were not asked about yet (matching 10): what was learnt before and is
   * not among them is forgotten.
   */
  learn(aliases: readonly LearntAlias[]): void {
    this.#parties = this.#parties.learn(aliases);
  }
}

const invoicesOf =
  (side: LedgerSide, currency: string) =>
  (bucket: Bucket): boolean =>
    bucket.kind === side && bucket.currency === currency;

function chancesOf(items: MemoryItems, history: PayerHistory): LedgerChances {
  return {
    openCount: items.openCount,
    equalAmountCount: items.equalAmountCount,
    partyOpenCount: (partyId, side, currency) => items.byParty.openCount(partyId, invoicesOf(side, currency)),
    partyEqualAmountCount: (partyId, side, currency, amountMinor) =>
      items.byParty.equalCount(partyId, invoicesOf(side, currency), amountMinor),
    lagsDays: history.lagsDays,
    payerRecord: (payment) => history.record(payment),
  };
}
