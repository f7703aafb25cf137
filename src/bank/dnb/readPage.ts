import type { BankLimits } from '../bankLimits.ts';
import { jsonElements } from '../jsonElements.ts';
import type { PageEntry, PendingEntry } from '../port.ts';
import { readBookedRow } from './mapping.ts';
import { readPendingRow } from './pendingRow.ts';
import { parsePage } from './transactionPage.ts';

/** Understands an archived page. A row that cannot be understood is an entry too, with the reason: none is dropped. */
export function readPage(body: Uint8Array, limits: BankLimits): readonly PageEntry[] {
  const { account, transactions } = parsePage(body, limits);
  return transactions.booked.map((row, position) => {
    const read = readBookedRow(row, account);
    return read.ok
      ? { kind: 'booked', position, entry: read.entry }
      : { kind: 'unreadable', position, reason: read.reason, bookingDate: read.bookingDate };
  });
}

/** The pending rows of a page; those whose amount cannot be read are left out, as nothing depends on them. */
export function readPending(body: Uint8Array, limits: BankLimits): readonly PendingEntry[] {
  const { account, transactions } = parsePage(body, limits);
  return transactions.pending.flatMap((row) => readPendingRow(row, account) ?? []);
}

/** A booked row as received: its JSON text, to the character. */
export function readRaw(body: Uint8Array, position: number, limits: BankLimits): string | null {
  parsePage(body, limits);
  return rawRows(body)[position] ?? null;
}

/** A page of which one row is asked for is often asked for others: its text is cut once. */
const cutPages = new WeakMap<Uint8Array, readonly string[]>();

function rawRows(body: Uint8Array): readonly string[] {
  const known = cutPages.get(body);
  if (known !== undefined) return known;
  const rows = jsonElements(new TextDecoder().decode(body), ['transactions', 'booked']);
  cutPages.set(body, rows);
  return rows;
}
