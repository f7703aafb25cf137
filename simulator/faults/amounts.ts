import { z } from 'zod';
import { writeAmount, writeShortAmount } from '../ledger/money.ts';
import { defineDataFault } from './fault.ts';
import { isAmong, showBooked } from './shownBooked.ts';

const share = z.number().min(0).max(1);

/** Q16 */
export const amountSign = defineDataFault({
  name: 'amount.sign',
  what: 'amounts with a wrong sign; form (missing): missing, flipped; share (0.1)',
  hook: 'view',
  params: z.strictObject({ form: z.enum(['missing', 'flipped']).default('missing'), share: share.default(0.1) }),
  strike:
    ({ form, share: among }) =>
    (view, { seed }) =>
      showBooked(view, (shown, row) => {
        if (!isAmong(among, `${seed}|sign`, row)) return shown;
        const unsigned = row.amountMinor < 0n ? -row.amountMinor : row.amountMinor;
        const amountMinor = form === 'missing' ? unsigned : -row.amountMinor;
        return { ...shown, transactionAmount: { currency: row.currency, amount: writeAmount(amountMinor) } };
      }),
});

/** Q35 */
export const amountPlain = defineDataFault({
  name: 'amount.plain',
  what: 'amounts without decimals where they have none: -378',
  hook: 'view',
  params: z.strictObject({}),
  strike: () => (view) =>
    showBooked(view, (shown, row) => ({
      ...shown,
      transactionAmount: { currency: row.currency, amount: writeShortAmount(row.amountMinor) },
    })),
});

/** Q17 */
export const amountForeign = defineDataFault({
  name: 'amount.foreign',
  what: 'the amount in the currency in which it was paid; currency (EUR), share (0.1)',
  hook: 'view',
  params: z.strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('EUR'),
    share: share.default(0.1),
  }),
  strike:
    ({ currency, share: among }) =>
    (view, { seed }) =>
      showBooked(view, (shown, row) =>
        isAmong(among, `${seed}|foreign`, row)
          ? { ...shown, transactionAmount: { currency, amount: writeAmount(row.amountMinor / 11n) } }
          : shown,
      ),
});
