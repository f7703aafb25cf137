import { pipeline, Readable } from 'node:stream';
import { z } from 'zod';
import { defineFault } from './fault.ts';

const row = JSON.stringify({
  transactionId: '0116_0009999999999_0000001',
  bookingDate: '2026-01-02',
  valueDate: '2026-01-02',
  transactionAmount: { currency: 'NOK', amount: '1.00' },
  additionalInformation: 'Giro, Eksempel As',
});
const rowsAChunk = 500;

/** F8: far too much, of one kind. It is made while it is sent, so that this process stays small. */
export const netHugePage = defineFault({
  name: 'net.huge-page',
  what: 'answers a page that is far too large: megabytes (200), or so many rows, or JSON of that depth',
  endpoints: ['transactions'],
  defaultWhen: 'always',
  params: z.union([
    z.strictObject({ rows: z.int().min(1).max(10_000_000) }),
    z.strictObject({ depth: z.int().min(1).max(10_000_000) }),
    z.strictObject({ megabytes: z.int().min(1).max(10_000).default(200) }),
  ]),
  strike(params, { response, record }) {
    response.type('json');
    const rows =
      'rows' in params ? params.rows : 'megabytes' in params ? Math.ceil((params.megabytes * 1e6) / row.length) : 1;
    const content = 'depth' in params ? nested(params.depth) : repeated(rows);
    // A caller that hangs up has had enough: that is no failure of this bank.
    pipeline(Readable.from(page(record.account, content)), response, () => {});
    return 'answered';
  },
});

function* page(account: string | null, booked: Iterable<string>): Iterable<string> {
  yield `{"account":{"bban":${JSON.stringify(account)}},"transactions":{"pending":[],"booked":[`;
  yield* booked;
  yield ']}}';
}

function* repeated(rows: number): Iterable<string> {
  yield row;
  for (let left = rows - 1; left > 0; left -= rowsAChunk) yield `,${row}`.repeat(Math.min(left, rowsAChunk));
}

function* nested(depth: number): Iterable<string> {
  yield `${'['.repeat(depth)}${']'.repeat(depth)}`;
}
