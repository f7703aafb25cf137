import type { RequestHandler } from 'express';
import type { SimulatorContext } from '../context.ts';
import { queryOf, withAccount } from './controlRoute.ts';

interface Sum {
  count: number;
  minor: bigint;
}

/** `GET /control/truth/{accountId}?from&to`: how many rows are booked and what they come to, to compare with; what faults did. */
export const getTruth = (context: SimulatorContext): RequestHandler =>
  withAccount(context, ({ ledger }, request, response) => {
    const rows = ledger.between(queryOf(request, 'from'), queryOf(request, 'to'));
    const byCurrency = new Map<string, Sum>();
    for (const { currency, amountMinor } of rows) {
      const sum = byCurrency.get(currency) ?? { count: 0, minor: 0n };
      byCurrency.set(currency, { count: sum.count + 1, minor: sum.minor + amountMinor });
    }
    const sums = [...byCurrency].map(
      ([currency, { count, minor }]) => [currency, { count, sumMinor: String(minor) }] as const,
    );
    response.json({
      count: rows.length,
      sumMinor: String(rows.reduce((total, { amountMinor }) => total + amountMinor, 0n)),
      byCurrency: Object.fromEntries<unknown>(sums),
      struck: ledger.struck(),
    });
  });
