import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { osloToday } from '../../../simulator/calendar.ts';
import { ibanOf, kontonummer, mod10CheckDigit, mod11CheckDigit } from '../../../simulator/ledger/norwegianNumbers.ts';
import { BankCustomer, monday } from './bankCustomer.ts';

const dayMs = 86_400_000;
const rowSchema = z.object({
  transaction_id: z.string(),
  booking_date: z.string(),
  value_date: z.string(),
  amount: z.string(),
  kid: z.string().nullable(),
  text: z.string(),
  type: z.string(),
  creditor_account: z.string().nullable(),
});
type Row = z.infer<typeof rowSchema>;

async function mainRows(options: { readonly seed?: string; readonly nowMs?: number }): Promise<readonly Row[]> {
  const { nowMs = monday, ...rest } = options;
  const bank = await BankCustomer.open(rest, { nowMs });
  try {
    const { body } = await bank.control('GET', `/accounts/${await bank.mainAccount()}/transactions`);
    return z.object({ transactions: z.array(rowSchema) }).parse(body).transactions;
  } finally {
    await bank.close();
  }
}

const content = (row: Row): string => JSON.stringify({ ...row, transaction_id: '' });
const inBothWindows = ({ booking_date }: Row): boolean => booking_date >= '2025-06-01' && booking_date <= '2026-03-02';

describe('H-5 the same seed, the same bank', () => {
  test('rows are equal, and another seed gives other rows', async () => {
    const [first, again, other] = [await mainRows({}), await mainRows({}), await mainRows({ seed: 'other' })];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('a later day books more rows and changes none', async () => {
    const before = await mainRows({});
    const after = await mainRows({ nowMs: monday + 7 * dayMs });
    expect(after.filter(inBothWindows)).toEqual(before.filter(inBothWindows));
    expect(after.filter(({ booking_date }) => booking_date > '2026-03-02')).not.toEqual([]);
  });

  test('13 months hold what a Norwegian account holds', async () => {
    const rows = await mainRows({});
    expect(rows.length).toBeGreaterThan(500);
    expect(rows.length).toBeLessThan(800);
    const kids = rows.flatMap(({ kid }) => (kid === null ? [] : [kid]));
    const follows = (digit: (base: string) => string): string[] =>
      kids.filter((kid) => digit(kid.slice(0, -1)) === kid.at(-1));
    expect(kids.filter((kid) => ![...follows(mod10CheckDigit), ...follows(mod11CheckDigit)].includes(kid))).toEqual([]);
    const credits = rows.filter(({ amount }) => !amount.startsWith('-'));
    expect(credits.filter(({ kid }) => kid !== null).length).toBeGreaterThan(40);
    expect(credits.filter(({ text }) => /(Faktura|Fakturanr|Inv) \d{5}$/.test(text)).length).toBeGreaterThan(15);
    expect(credits.filter(({ creditor_account }) => creditor_account !== null)).toEqual([]);
    expect(rows.some(({ booking_date, value_date }) => value_date < booking_date)).toBe(true);
    expect(rows.some(({ booking_date, value_date }) => value_date > booking_date)).toBe(true);
    expect(new Set(rows.map(content)).size).toBeLessThan(rows.length); // twins
    expect(new Set(rows.map(({ transaction_id }) => transaction_id)).size).toBe(rows.length);
  });
});

test('G the check digits are those of the vectors', () => {
  const digit = z.object({ base: z.string(), cd: z.string() });
  const number = z.object({ konto: z.string(), valid: z.boolean() });
  const vectors = z
    .object({
      kid_mod10: z.array(digit),
      kid_mod11: z.array(digit),
      kontonummer: z.array(number),
      iban_no: z.array(z.object({ iban: z.string(), valid: z.boolean() })),
      kontonummer_bases_without_check_digit: z.array(z.string()),
    })
    .parse(JSON.parse(readFileSync('test/vectors/norway/norwegian_vectors.json', 'utf8')));
  for (const { base, cd } of vectors.kid_mod10) expect(mod10CheckDigit(base)).toBe(cd);
  for (const { base, cd } of vectors.kid_mod11) expect(mod11CheckDigit(base)).toBe(cd);
  for (const { konto, valid } of vectors.kontonummer)
    if (konto.length === 11) expect(kontonummer(konto.slice(0, 10)) === konto).toBe(valid);
  for (const base of vectors.kontonummer_bases_without_check_digit) expect(kontonummer(base)).toBeNull();
  for (const { iban, valid } of vectors.iban_no)
    if (!iban.includes(' ')) expect(ibanOf(iban.slice(4)) === iban).toBe(valid);
});

test('Q28 the bank keeps the calendar of Oslo', () => {
  expect(osloToday(Date.parse('2026-07-01T22:30:00Z'))).toBe('2026-07-02');
  expect(osloToday(Date.parse('2026-12-31T22:30:00Z'))).toBe('2026-12-31');
});
