import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { defaultBankLimits } from '../../../../src/bank/bankLimits.ts';
import { readPage } from '../../../../src/bank/dnb/readPage.ts';
import type { PageEntry } from '../../../../src/bank/port.ts';
import type { BookedEntry } from '../../../../src/domain/ledger/bookedEntry.ts';

const row = z.record(z.string(), z.unknown());
const page = z.looseObject({
  transactions: z.looseObject({ booked: z.array(row), pending: z.array(row) }),
});

/** Answers in DNB's shape. */
export const dnbShapes = z
  .object({
    accounts: z.unknown(),
    balances: z.unknown(),
    first_page: page,
    last_page: page,
    edge_rows: z.record(z.string(), row),
    errors: z.array(z.object({ status: z.number(), body: z.unknown() })),
  })
  .parse(JSON.parse(readFileSync('test/vectors/dnb/shapes.json', 'utf8')));

/** The account of the pages below. */
export const ownAccount = { iban: 'NO5315034011238', bban: '15034011238' };

export const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

/** What the adapter makes of rows of one page. */
export const readRows = (rows: readonly unknown[], account: unknown = ownAccount): readonly PageEntry[] =>
  readPage(bytes({ account, transactions: { booked: rows, pending: [] } }), defaultBankLimits);

/** A booked row with the least that a bank must send, changed as told; a member given as `undefined` is left out. */
export const bookedRow = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  bookingDate: '2026-02-27',
  transactionAmount: { currency: 'NOK', amount: '-100.00' },
  ...changes,
});

/** The entry that the row becomes. Throws where it is unreadable. */
export function readEntry(changes: Readonly<Record<string, unknown>>, account: unknown = ownAccount): BookedEntry {
  const [read] = readRows([bookedRow(changes)], account);
  if (read?.kind !== 'booked') throw new Error(`unreadable: ${read?.reason}`);
  return read.entry;
}

/** Why the row cannot be understood; `null` where it can. */
export function reasonOf(raw: unknown): string | null {
  const [read] = readRows([raw]);
  return read?.kind === 'unreadable' ? read.reason : null;
}
