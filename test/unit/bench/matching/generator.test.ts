import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { confirmedOf } from '../../../../bench/matching/generator/companyFiles.ts';
import { generateCompany, type Population, regimeNames, regimes } from '../../../../bench/matching/generator/index.ts';

const size = { invoices: 6_000, payments: 2_500 };
const minor = (amount: string): number => Math.round(Number(amount) * 100);
const generatorFolder = join(import.meta.dirname, '..', '..', '..', '..', 'bench', 'matching', 'generator');

test('matching 13: the generator imports nothing but itself and node', () => {
  const files = readdirSync(generatorFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  expect(files.length).toBeGreaterThan(20);
  const foreign = files.flatMap((file) => {
    const source = readFileSync(join(generatorFolder, file), 'utf8');
    const imported = [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, path = '']) => path);
    return imported
      .filter((path) => !path.startsWith('node:'))
      .filter((path) => !join(generatorFolder, file, '..', path).startsWith(generatorFolder));
  });
  expect(foreign).toEqual([]);
});

test.each(regimeNames)('matching 13: the same seed gives the same company, another a different one: %s', (regime) => {
  const small = { invoices: 800, payments: 300 };
  const first = JSON.stringify(generateCompany({ regime, seed: 7, ...small }));
  generateCompany({ regime, seed: 8, ...small });
  expect(JSON.stringify(generateCompany({ regime, seed: 7, ...small }))).toBe(first);
  expect(JSON.stringify(generateCompany({ regime, seed: 8, ...small }))).not.toBe(first);
});

test.each(regimeNames)('matching 13: the truth adds up and no invoice is paid more than is open: %s', (regime) => {
  const company = generateCompany({ regime, seed: 11, ...size });
  const invoices = new Map(company.invoices.map((invoice) => [invoice.external_id, invoice] as const));
  const rows = new Map(company.transactions.map((row) => [row.id, row] as const));
  const used = new Map<string, number>();
  const wrong: string[] = [];
  for (const truth of company.truth) {
    const row = rows.get(truth.transaction_id);
    let net = 0;
    for (const { external_id: id, amount } of truth.allocations) {
      const invoice = invoices.get(id);
      if (invoice === undefined || row === undefined) throw new Error(`${id} is in no file`);
      if (row.booking_date < invoice.issue_date) wrong.push(`${row.id} pays ${id} before it was issued`);
      if (minor(amount) <= 0) wrong.push(`${row.id} allocates ${amount}`);
      used.set(id, (used.get(id) ?? 0) + minor(amount));
      net += invoice.kind === 'credit_note' ? -minor(amount) : minor(amount);
    }
    if (truth.residual !== null && Math.abs(net) + minor(truth.residual) !== Math.abs(minor(row?.amount ?? '0')))
      wrong.push(`${truth.transaction_id} is ${row?.amount}, not ${net} and ${truth.residual}`);
  }
  for (const [id, sum] of used)
    if (sum > minor(invoices.get(id)?.open_amount ?? '0')) wrong.push(`${id} has ${sum} allocated`);
  expect(wrong).toEqual([]);
  expect(company.truth.map(({ transaction_id }) => transaction_id)).toEqual(company.transactions.map(({ id }) => id));
  expect(new Set(rows.keys()).size).toBe(company.transactions.length);
  expect(invoices.size).toBe(company.invoices.length);
});

test.each(regimeNames)('matching 13: sum posts with details add up line by line: %s', (regime) => {
  const company = generateCompany({ regime, seed: 5, invoices: 9_000, payments: 6_000 });
  const rows = new Map(company.transactions.map((row) => [row.id, row] as const));
  const truths = new Map(company.truth.map((truth) => [truth.transaction_id, truth] as const));
  for (const { transaction_id: id, lines } of company.details) {
    expect(lines.reduce((sum, { amount }) => sum + minor(amount), 0)).toBe(minor(rows.get(id)?.amount ?? '0'));
    expect(truths.get(id)?.lines.flat()).toEqual(truths.get(id)?.allocations);
  }
  expect(company.truth.some(({ kind, lines }) => kind === 'sum_post' && lines.length === 0)).toBe(true);
});

test.each(regimeNames)('matching 13: the shares of the regime are met: %s', (regime) => {
  const wanted = regimes[regime];
  const company = generateCompany({ regime, seed: 3, population: 'unseen', invoices: 30_000, payments: 9_000 });
  const paying = company.truth.filter(({ allocations }) => allocations.length > 0);
  const singles = paying.filter(({ one_to_one, kind }) => one_to_one && kind === 'single');
  const parties = new Map(company.invoices.map(({ party }) => [party.id, party] as const));
  expect(company.invoices).toHaveLength(30_000);
  expect(company.transactions).toHaveLength(9_000);
  expect(Math.abs(1 - paying.length / 9_000 - wanted.withoutInvoiceShare)).toBeLessThan(0.02);
  const withKid = singles.filter(({ tags }) => tags.includes('kid')).length;
  expect(Math.abs(withKid / singles.length - wanted.kidShare)).toBeLessThan(0.06);
  const known = [...parties.values()].filter(({ account }) => account !== undefined).length;
  expect(Math.abs(known / parties.size - wanted.knownAccountShare)).toBeLessThan(0.03);
});

test('matching 13: over several companies the mean payment and the share of late ones are near their anchors', () => {
  let [kroner, payments, late, receivables] = [0, 0, 0, 0];
  for (let seed = 1; seed <= 12; seed += 1) {
    const company = generateCompany({ regime: 'base', seed, ...size });
    const invoices = new Map(company.invoices.map((invoice) => [invoice.external_id, invoice] as const));
    for (const [index, { allocations, one_to_one }] of company.truth.entries()) {
      const [row, invoice] = [company.transactions[index], invoices.get(allocations[0]?.external_id ?? '')];
      if (row === undefined || invoice === undefined || !one_to_one) continue;
      kroner += Math.abs(Number(row.amount));
      payments += 1;
      if (invoice.kind !== 'receivable') continue;
      receivables += 1;
      if (row.booking_date > invoice.due_date) late += 1;
    }
  }
  expect(kroner / payments).toBeGreaterThan(20_000);
  expect(kroner / payments).toBeLessThan(33_000);
  expect(Math.abs(late / receivables - 0.47)).toBeLessThan(0.06);
});

test('matching 13: unseen companies share no word of a name with those of training', () => {
  const training = wordsOfNames('training');
  expect([...wordsOfNames('unseen')].filter((word) => training.has(word))).toEqual([]);
});

test('matching 13: what is confirmed says no more than the contract asks for', () => {
  const company = generateCompany({ regime: 'base', seed: 2, invoices: 500, payments: 200 });
  const [first] = confirmedOf(company);
  expect(Object.keys(first ?? {})).toEqual(['transaction_id', 'allocations']);
});

function wordsOfNames(population: Population): ReadonlySet<string> {
  const { invoices } = generateCompany({ regime: 'base', seed: 1, population, invoices: 2_000, payments: 500 });
  return new Set(invoices.flatMap(({ party }) => party.name.split(' ').filter((word) => word.length > 4)));
}
