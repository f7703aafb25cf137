import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { bbanOfIban, compactAccountNumber, isKontonummer, isNorwegianIban } from '../../../src/domain/accountNumber.ts';
import { checkKid, isKidForm, mod10CheckDigit, mod11CheckDigit } from '../../../src/domain/kid.ts';
import { isOrgNumber } from '../../../src/domain/orgNumber.ts';

const kid = z.object({ base: z.string(), cd: z.string(), kid: z.string() });
const vectors = z
  .object({
    kid_mod10: z.array(kid),
    kid_mod11: z.array(kid),
    kid_negative: z.array(z.object({ kid: z.string() })),
    kid_valid_under_both: z.array(z.string()),
    kontonummer: z.array(z.object({ konto: z.string(), valid: z.boolean() })),
    kontonummer_bases_without_check_digit: z.array(z.string()),
    kontonummer_00_group: z.array(z.object({ konto: z.string() })),
    iban_no: z.array(z.object({ iban: z.string(), valid: z.boolean(), bban_valid: z.boolean() })),
    organisasjonsnummer: z.array(z.object({ org: z.string(), valid: z.boolean() })),
    org_bases_without_check_digit: z.array(z.string()),
  })
  .parse(JSON.parse(readFileSync('test/vectors/norway/norwegian_vectors.json', 'utf8')));
const digits = Array.from('0123456789');

describe('KID', () => {
  test.each(vectors.kid_mod10)('MOD10 $kid', ({ base, cd, kid: text }) => {
    expect(mod10CheckDigit(base)).toBe(cd);
    expect(checkKid(text).mod10).toBe(true);
  });
  test.each(vectors.kid_mod11)('MOD11 $kid', ({ base, cd, kid: text }) => {
    expect(mod11CheckDigit(base)).toBe(cd);
    expect(checkKid(text).mod11).toBe(true);
  });
  test.each(vectors.kid_negative)('not a KID: "$kid"', ({ kid: text }) => {
    expect(checkKid(text)).toEqual({ mod10: false, mod11: false });
  });
  test.each(vectors.kid_valid_under_both)('both methods: %s', (text) => {
    expect(checkKid(text)).toEqual({ mod10: true, mod11: true });
  });
  test.each([
    ['12', true],
    ['1-', true],
    ['1'.repeat(25), true],
    ['1'.repeat(26), false],
    ['1', false],
    ['1-2', false],
    ['12\n', false],
  ])('the form of %j: %s', (text, expected) => {
    expect(isKidForm(text)).toBe(expected);
  });
});

describe('kontonummer', () => {
  // Eleven zeros pass the arithmetic and are refused all the same.
  test.each(vectors.kontonummer)('$konto', ({ konto, valid }) => {
    expect(isKontonummer(konto)).toBe(valid && konto !== '00000000000');
  });
  test.each(vectors.kontonummer_00_group)('$konto by the rule of the last five digits', ({ konto }) => {
    expect(isKontonummer(konto)).toBe(true);
  });
  test.each(vectors.kontonummer_bases_without_check_digit)('no number begins with %s', (base) => {
    expect(digits.some((digit) => isKontonummer(base + digit))).toBe(false);
  });
  test('is printed with dots', () => {
    expect(isKontonummer(compactAccountNumber('1234.56.78903'))).toBe(true);
  });
});

describe('IBAN', () => {
  test.each(vectors.iban_no)('$iban', ({ iban, valid, bban_valid }) => {
    const compact = compactAccountNumber(iban);
    expect(isNorwegianIban(compact)).toBe(valid);
    expect(isKontonummer(compact.slice(4))).toBe(bban_valid);
    expect(bbanOfIban(iban)).toBe(valid ? compact.slice(4) : null);
  });
});

describe('organisasjonsnummer', () => {
  test.each(vectors.organisasjonsnummer)('$org', ({ org, valid }) => {
    expect(isOrgNumber(org)).toBe(valid);
  });
  test.each(vectors.org_bases_without_check_digit)('no number begins with %s', (base) => {
    expect(digits.some((digit) => isOrgNumber(base + digit))).toBe(false);
  });
});
