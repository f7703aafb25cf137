import type { BankLimits } from '../bankLimits.ts';
import type { PageEntry } from '../port.ts';
import { readBookedRow } from './mapping.ts';
import { parsePage } from './transactionPage.ts';

/** Understands an archived page. A row that cannot be understood is an entry too, with the reason: none is dropped. */
export function readPage(body: Uint8Array, limits: BankLimits): readonly PageEntry[] {
  const { account, transactions } = parsePage(body, limits);
  return transactions.booked.map((row, position) => {
    const read = readBookedRow(row, account);
    return read.ok
      ? { kind: 'booked', position, entry: read.entry }
      : { kind: 'unreadable', position, reason: read.reason };
  });
}
