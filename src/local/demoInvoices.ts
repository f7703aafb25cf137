import { z } from 'zod';

/** A booked row as the simulated bank holds it. */
export const bankRow = z.object({
  transaction_id: z.string(),
  amount: z.string(),
  currency: z.string(),
  booking_date: z.string(),
  kid: z.string().nullable(),
  text: z.string().nullable(),
  creditor_name: z.string().nullish(),
  debtor_name: z.string().nullish(),
});
export type BankRow = z.output<typeof bankRow>;

const citedNumber = /\bFaktura (\d{4,})\b/;
const days = (count: number): number => count * 86_400_000;
const shift = (date: string, ms: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + ms).toISOString().slice(0, 10);

/**
 * Open items that fit some of the bank's payments, so that a first look shows every outcome: of the rows that cite a KID
 * or an invoice number since that date most get their invoice, each seventh one with another amount (for review), each fifth one none.
 */
export function demoInvoices(rows: readonly BankRow[], since: string): Record<string, unknown>[] {
  const seen = new Set<string>();
  const recent = rows.filter(({ booking_date }) => booking_date >= since);
  const citing = recent.flatMap((row) => {
    const number = citedNumber.exec(row.text ?? '')?.[1];
    const reference = row.kid ?? number;
    if (reference === undefined || seen.has(reference) || Number(row.amount) === 0) return [];
    seen.add(reference);
    return [{ row, number }];
  });
  const invoices = citing.map(({ row, number }, index) => {
    if (index % 5 === 4) return null;
    const paid = row.amount.replace('-', '');
    const amount = index % 7 === 6 ? (Number(paid) + 100).toFixed(2) : paid;
    const isReceivable = !row.amount.startsWith('-');
    return {
      external_id: `demo-${index + 1}`,
      kind: isReceivable ? 'receivable' : 'payable',
      number: number ?? `D-${String(index + 1).padStart(5, '0')}`,
      ...(row.kid === null ? {} : { kid: row.kid }),
      amount,
      open_amount: amount,
      currency: row.currency,
      issue_date: shift(row.booking_date, -days(14)),
      due_date: shift(row.booking_date, days(1)),
      party: { id: `party-${(index % 40) + 1}`, name: `Demo party ${(index % 40) + 1}` },
      status: 'open',
    };
  });
  return invoices.filter((invoice) => invoice !== null);
}
