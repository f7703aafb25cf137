import { seededRandom } from '../../../src/domain/matching/learning/seededRandom.ts';
import type { MatchingLedger } from '../../../src/domain/matching/ledger/matchingLedger.ts';
import type { LedgerSide, OpenItem } from '../../../src/domain/matching/openItem.ts';

/** Draws invoices that are open on the ledger's present day, evenly (matching 4, fix 1). */
export class OpenItemSample {
  readonly #ledger: MatchingLedger;
  readonly #random: () => number;
  readonly #bySide: Readonly<Record<LedgerSide, readonly OpenItem[]>>;

  constructor(items: readonly OpenItem[], ledger: MatchingLedger, seed: number) {
    this.#ledger = ledger;
    this.#random = seededRandom(seed);
    const invoices = items.filter(({ kind }) => kind !== 'credit_note');
    this.#bySide = {
      receivable: invoices.filter(({ side }) => side === 'receivable'),
      payable: invoices.filter(({ side }) => side === 'payable'),
    };
  }

  /** Null where so many tries hit closed or later ones only. */
  draw(side: LedgerSide, day: string): OpenItem | null {
    const items = this.#bySide[side];
    for (let tried = 0; tried < 200; tried++) {
      const drawn = items[Math.floor(this.#random() * items.length)];
      const item = drawn === undefined || drawn.issueDate > day ? null : this.#ledger.item(drawn.id);
      if (item !== null && item.residualMinor > 0n) return item;
    }
    return null;
  }
}
