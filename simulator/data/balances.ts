import type { BankAccount } from '../ledger/bank.ts';
import { writeAmount } from '../ledger/money.ts';

/**
 * Three figures without dates, as DNB gives them (bank A.4): `openingBooked` is the day's first figure, so rows booked
 * today are not in it; what is reserved lowers the other two.
 */
export function balancesShape({ id, iban, currency, openingMinor, ledger }: BankAccount, today: string) {
  let opening = openingMinor;
  let current = openingMinor;
  for (const row of ledger.between(null, today)) {
    if (row.currency !== currency) continue;
    current += row.amountMinor;
    if (row.bookingDate < today) opening += row.amountMinor;
  }
  for (const { amountMinor } of ledger.pending(today)) current += amountMinor;
  const balance = (balanceType: string, amountMinor: bigint) => ({
    balanceAmount: { currency, amount: writeAmount(amountMinor) },
    balanceType,
  });
  return {
    account: { iban, bban: id, currency },
    balances: [balance('openingBooked', opening), balance('authorised', current), balance('expected', current)],
  };
}
