import { z } from 'zod';
import { addDays } from '../calendar.ts';
import { createRandom } from '../ledger/random.ts';
import { transactionIdOf } from '../ledger/rows.ts';
import { defineDataFault } from './fault.ts';
import { isAmong, showBooked, without } from './shownBooked.ts';

const share = z.number().min(0).max(1);

/** A row that one read does not show. */
export const rowFlicker = defineDataFault({
  name: 'row.flicker',
  what: 'rows that one read does not show; count (1), transaction_id: which one',
  hook: 'view',
  defaultWhen: { times: 1 },
  params: z.strictObject({ count: z.int().min(1).max(1_000).default(1), transaction_id: z.string().optional() }),
  strike:
    ({ count, transaction_id }) =>
    (view, { seed, number }) => {
      const random = createRandom(`${seed}|flicker|${number}`);
      const hidden = new Set(
        transaction_id === undefined
          ? Array.from({ length: Math.min(count, view.booked.length) }, () =>
              transactionIdOf(random.pick(view.booked).row),
            )
          : [transaction_id],
      );
      return { ...view, booked: view.booked.filter(({ row }) => !hidden.has(transactionIdOf(row))) };
    },
});

/** D-16 */
export const rowPoison = defineDataFault({
  name: 'row.poison',
  what: 'rows that nobody can understand; share (0.03), form (amount): amount, shape',
  hook: 'view',
  params: z.strictObject({ share: share.default(0.03), form: z.enum(['amount', 'shape']).default('amount') }),
  strike:
    ({ share: among, form }) =>
    (view, { seed }) =>
      showBooked(view, (shown, row) => {
        if (!isAmong(among, `${seed}|poison`, row)) return shown;
        return form === 'shape'
          ? { ...shown, transactionAmount: 'ti kroner' }
          : { ...shown, transactionAmount: { currency: row.currency, amount: 'NaN' } };
      }),
});

/** Q12 */
export const dateMissing = defineDataFault({
  name: 'date.missing',
  what: 'booked rows without a booking date; share (0.03)',
  hook: 'view',
  params: z.strictObject({ share: share.default(0.03) }),
  strike:
    ({ share: among }) =>
    (view, { seed }) =>
      showBooked(view, (shown, row) =>
        isAmong(among, `${seed}|undated`, row) ? without(shown, 'bookingDate') : shown,
      ),
});

/** Q13 */
export const dateValueFar = defineDataFault({
  name: 'date.value-far',
  what: 'value dates far from the booking date; days (120)',
  hook: 'view',
  params: z.strictObject({ days: z.int().min(-400).max(400).default(120) }),
  strike:
    ({ days }) =>
    (view) =>
      showBooked(view, (shown, row) => ({ ...shown, valueDate: addDays(row.bookingDate, days) })),
});

/** Q18 */
export const partyAbsent = defineDataFault({
  name: 'party.absent',
  what: 'rows without names and accounts',
  hook: 'view',
  params: z.strictObject({}),
  strike: () => (view) =>
    showBooked(view, (shown) => without(shown, 'creditorName', 'creditorAccount', 'debtorName', 'debtorAccount')),
});

/** Q18 */
export const partySwapped = defineDataFault({
  name: 'party.swapped',
  what: 'creditor and debtor the other way round',
  hook: 'view',
  params: z.strictObject({}),
  strike: () => (view) =>
    showBooked(view, (shown) => {
      const { creditorName, creditorAccount, debtorName, debtorAccount, ...rest } = shown;
      const sides = {
        creditorName: debtorName,
        creditorAccount: debtorAccount,
        debtorName: creditorName,
        debtorAccount: creditorAccount,
      };
      return { ...rest, ...Object.fromEntries(Object.entries(sides).filter(([, value]) => value !== undefined)) };
    }),
});
