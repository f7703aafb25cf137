import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';

const main = join(import.meta.dirname, '../../../src/main.ts');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontosync-match-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
async function file(lines: readonly (string | Readonly<Record<string, unknown>>)[]): Promise<string> {
  files += 1;
  const path = join(folder, `${files}.jsonl`);
  await writeFile(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return path;
}

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly said: string;
}

async function match(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [main, 'match', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, said, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { status, out, said };
}

const lineShape = z.strictObject({
  transaction_id: z.string(),
  decision: z.enum(['auto', 'review', 'task', 'none']),
  allocations: z.array(z.strictObject({ external_id: z.string(), amount: z.string() })),
  evidence_class: z.string().nullable(),
  probability: z.number().min(0).max(1),
  candidates: z
    .array(
      z.strictObject({
        allocations: z.array(z.strictObject({ external_id: z.string(), amount: z.string() })),
        probability: z.number(),
        reasons: z.array(z.strictObject({ group: z.string(), level: z.string(), bits: z.number(), text: z.string() })),
      }),
    )
    .max(3),
});
const decisionsOf = (out: string): z.output<typeof lineShape>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => lineShape.parse(JSON.parse(line)));

const invoice = (externalId: string, more: Readonly<Record<string, unknown>> = {}) => ({
  external_id: externalId,
  kind: 'receivable',
  number: `9${externalId}`,
  amount: '1250.37',
  open_amount: '1250.37',
  currency: 'NOK',
  issue_date: '2026-01-02',
  due_date: '2026-01-16',
  party: { id: `p-${externalId}`, name: `Kunde ${externalId} AS` },
  status: 'open',
  ...more,
});
const transaction = (id: string, more: Readonly<Record<string, unknown>> = {}) => ({
  id,
  account: '12345678903',
  booking_date: '2026-01-15',
  amount: '1250.37',
  currency: 'NOK',
  ...more,
});

describe('match on files', () => {
  test('contract 4 a KID with the exact amount is an auto, and each transaction has its line', async () => {
    const invoices = await file([invoice('1', { kid: '2345676' }), invoice('2', { amount: '90', open_amount: '90' })]);
    const transactions = await file([
      transaction('b', { kid: '2345676' }),
      transaction('a', { amount: '-77.10', text: 'Gebyr' }),
    ]);
    const { status, out, said } = await match('--invoices', invoices, '--transactions', transactions);
    expect(status).toBe(0);
    const decisions = decisionsOf(out);
    expect(decisions.map(({ transaction_id, decision }) => [transaction_id, decision])).toEqual([
      ['a', 'none'],
      ['b', 'auto'],
    ]);
    expect(decisions[1]).toMatchObject({
      allocations: [{ external_id: '1', amount: '1250.37' }],
      evidence_class: 'kid/full',
    });
    expect(decisions[1]?.candidates[0]?.reasons.map(({ text: words }) => words).join('\n')).toContain('2345676');
    expect(said).toMatch(/evidence class\s+auto\s+review\s+task\s+none/);
  });

  test('contract 4 an invoice is open until its open amount is used: of two payments one gets it', async () => {
    const invoices = await file([invoice('1', { kid: '2345676' })]);
    const transactions = await file([
      transaction('first', { kid: '2345676' }),
      transaction('second', { kid: '2345676', booking_date: '2026-01-17' }),
    ]);
    const { out } = await match('--invoices', invoices, '--transactions', transactions);
    expect(decisionsOf(out).map(({ decision }) => decision)).toEqual(['auto', 'task']);
  });

  test('contract 5 a wrong line is named, the rest is matched, the exit status is 65', async () => {
    const invoices = await file([
      invoice('1', { kid: '2345676' }),
      '{"external_id":',
      invoice('3', { issue_date: '2026-02-30' }),
      invoice('1'),
    ]);
    const transactions = await file([transaction('a', { kid: '2345676' }), transaction('b', { amount: '1e3' })]);
    const { status, out, said } = await match('--invoices', invoices, '--transactions', transactions);
    expect(status).toBe(65);
    expect(decisionsOf(out)).toMatchObject([{ transaction_id: 'a', decision: 'auto' }]);
    expect(said).toContain(`${invoices}:2: not JSON`);
    expect(said).toContain(`${invoices}:3: issue_date: a date that exists`);
    expect(said).toContain(`${invoices}:4: external_id: 1 occurs twice`);
    expect(said).toContain(`${transactions}:2: amount: a decimal string`);
  });

  test.each([
    [
      'a file that is not there',
      ['--invoices', '/nowhere', '--transactions', '/nowhere'],
      65,
      /\/nowhere: cannot be read/,
    ],
    ['no files', [], 64, /usage: kontosync match/],
    ['an unknown option', ['--invoice', 'x'], 64, /--invoice/],
  ])('contract 5 %s', async (_name, args, expected, words) => {
    const { status, said } = await match(...args);
    expect([status, words.test(said)]).toEqual([expected, true]);
  });

  test('matching 10 what a person confirmed teaches who pays, from the next month on', async () => {
    const sunday = { id: 'p-9', name: 'Nordlys Drift AS' };
    const months = ['01', '02', '03', '04'];
    const invoices = await file(
      months.map((month, index) =>
        invoice(month, {
          party: sunday,
          amount: `${1731 + index * 97}.21`,
          open_amount: `${1731 + index * 97}.21`,
          issue_date: `2026-${month}-01`,
          due_date: `2026-${month}-15`,
        }),
      ),
    );
    const transactions = await file(
      months.map((month, index) =>
        transaction(month, {
          amount: `${1731 + index * 97}.21`,
          booking_date: `2026-${month}-14`,
          counterparty_name: 'KJELLERSTUA HOLDING',
          counterparty_account: '12345678903',
        }),
      ),
    );
    const confirmed = await file(
      ['01', '02', '03'].map((month, index) => ({
        transaction_id: month,
        allocations: [{ external_id: month, amount: `${1731 + index * 97}.21` }],
      })),
    );
    const out = join(folder, 'learned.jsonl');
    const args = ['--invoices', invoices, '--transactions', transactions];
    const untaught = decisionsOf((await match(...args)).out).find(({ transaction_id }) => transaction_id === '04');
    expect((await match(...args, '--confirmed', confirmed, '--out', out)).status).toBe(0);
    const taught = decisionsOf(await readFile(out, 'utf8')).find(({ transaction_id }) => transaction_id === '04');
    const account = (line: typeof taught) =>
      line?.candidates[0]?.reasons.find(({ group }) => group === 'PARTY')?.level ?? '';
    expect([account(untaught), account(taught)]).toEqual([
      expect.not.stringContaining('account_equal'),
      expect.stringContaining('account_equal'),
    ]);
    expect(taught?.probability).toBeGreaterThan(untaught?.probability ?? 1);
  });
});
