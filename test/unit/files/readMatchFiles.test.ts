import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readMatchFiles } from '../../../src/files/readMatchFiles.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontosync-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const invoice = (externalId: string, party: Readonly<Record<string, unknown>>) => ({
  external_id: externalId,
  kind: 'receivable',
  number: `9${externalId}`,
  amount: '1250.37',
  open_amount: '1250.37',
  currency: 'NOK',
  issue_date: '2026-01-02',
  due_date: '2026-01-16',
  party,
  status: 'open',
});

test('contract 4: an invoice line that occurs twice changes nothing, its party included', async () => {
  const lines = [
    invoice('1', { id: 'A', name: 'Fjellheim Bygg AS' }),
    invoice('1', { id: 'A', name: 'Nordvik Transport AS', account: '15032080119', aliases: ['Nordvik'] }),
    invoice('2', { id: 'A', name: 'Fjellheim Bygg AS', aliases: ['Fjellheim'] }),
  ];
  const [invoices, transactions] = [join(folder, 'invoices.jsonl'), join(folder, 'transactions.jsonl')];
  await writeFile(invoices, lines.map((line) => JSON.stringify(line)).join('\n'));
  await writeFile(transactions, '');
  const problems: number[] = [];
  const read = await readMatchFiles({ invoices, transactions, confirmed: undefined }, ({ lineNumber }) =>
    problems.push(lineNumber),
  );
  expect(problems).toEqual([2]);
  expect(read.items.map(({ id }) => id)).toEqual(['1', '2']);
  expect([...read.parties.values()]).toEqual([
    { id: 'A', name: 'Fjellheim Bygg AS', accounts: [], orgNumber: null, aliases: ['Fjellheim'] },
  ]);
});
