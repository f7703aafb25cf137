import type { bookedShape } from '../data/rowShape.ts';
import type { ShownRow, View } from '../data/view.ts';
import { createRandom } from '../ledger/random.ts';
import { type BookedRow, transactionIdOf } from '../ledger/rows.ts';

export type Shown = Partial<ReturnType<typeof bookedShape>> & Readonly<Record<string, unknown>>;

/** Shows booked rows otherwise; what another fault has left unreadable stays as it is. */
export const showBooked = (view: View, change: (shown: Shown, row: BookedRow, index: number) => unknown): View => ({
  ...view,
  booked: view.booked.map(
    (one, index): ShownRow<BookedRow> =>
      isObject(one.shown) ? { row: one.row, shown: change(one.shown, one.row, index) } : one,
  ),
});

const isObject = (shown: unknown): shown is Shown => typeof shown === 'object' && shown !== null;

/** A share of the rows: always the same ones, whatever else is shown. */
export const isAmong = (share: number, seed: string, row: BookedRow): boolean =>
  share >= 1 || createRandom(`${seed}|${transactionIdOf(row)}`).chance(share);

/** Without a member. */
export const without = (shown: Shown, ...members: readonly string[]): Shown =>
  Object.fromEntries(Object.entries(shown).filter(([name]) => !members.includes(name)));
