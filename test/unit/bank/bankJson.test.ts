import { describe, expect, test } from '@jest/globals';
import { BankError } from '../../../src/bank/bankError.ts';
import { parseBankJson } from '../../../src/bank/bankJson.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string, maxDepth = 20): unknown => parseBankJson(encode(text), maxDepth);
const refusal = (body: Uint8Array, maxDepth = 20): unknown => {
  try {
    return parseBankJson(body, maxDepth);
  } catch (error) {
    return error instanceof BankError ? error.details : error;
  }
};

describe('D-13 numbers are the text they were written as', () => {
  test.each(['0.1', '-378', '-0', '1e400', '123456789012345678901234567890.5', '1.10', '1E2'])('%s', (number) => {
    expect(parse(`{"amount":${number},"list":[${number}]}`)).toEqual({ amount: number, list: [number] });
  });

  test('all else is what it was', () => {
    expect(parse('{"a":"1","b":true,"c":null,"d":{"e":[]}}')).toEqual({ a: '1', b: true, c: null, d: { e: [] } });
  });

  test('a member that comes twice', () => {
    expect(parse('{"a":1.10,"a":2.20}')).toEqual({ a: '2.20' });
  });
});

describe('D-14 what is refused', () => {
  const unavailable = { code: 'bank_unavailable', sent: true, bankCode: 'NOT_JSON' };
  test.each([
    ['nothing', ''],
    ['a maintenance page', '<!doctype html><html><body>Vi er straks tilbake</body></html>'],
    ['an answer that was cut', '{"transactions":{"booked":[{"transactionAmount":{"amo'],
    ['a word', 'NaN'],
    ['two documents', '{}{}'],
  ])('%s may mend itself', (_what, text) => {
    expect(refusal(encode(text))).toEqual(unavailable);
  });

  test.each([
    ['a lone continuation byte', [0x22, 0x80, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['half a surrogate pair', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['Latin-1', [0x22, 0xe6, 0xf8, 0xe5, 0x22]],
    ['gzip', [0x1f, 0x8b, 0x08, 0x00]],
  ])('broken UTF-8: %s', (_what, body) => {
    expect(refusal(Uint8Array.from(body))).toEqual({
      code: 'bank_contract_violation',
      sent: true,
      bankCode: 'BAD_UTF8',
    });
  });

  test('a byte order mark is no part of the text', () => {
    expect(parse('\ufeff{"a":1}')).toEqual({ a: '1' });
  });

  test.each([
    ['arrays', '['.repeat(20) + ']'.repeat(20), '['.repeat(21) + ']'.repeat(21)],
    ['objects', '{"a":'.repeat(20) + '1' + '}'.repeat(20), '{"a":'.repeat(21) + '1' + '}'.repeat(21)],
  ])('nesting beyond the limit: %s', (_what, allowed, tooDeep) => {
    expect(() => parse(allowed)).not.toThrow();
    expect(refusal(encode(tooDeep))).toEqual({
      code: 'bank_contract_violation',
      sent: true,
      bankCode: 'JSON_TOO_DEEP',
    });
  });

  test('F8 100,000 deep: refused, and the stack holds', () => {
    expect(refusal(encode('['.repeat(100_000)))).toMatchObject({ bankCode: 'JSON_TOO_DEEP' });
  });

  test('brackets within texts are no nesting, nor are siblings', () => {
    expect(parse(`["${'['.repeat(50)}", "\\"${'{'.repeat(50)}", "\\\\"]`, 1)).toHaveLength(3);
    expect(parse(`[${Array.from({ length: 50 }, () => '[]').join(',')}]`, 2)).toHaveLength(50);
  });

  test('B-13 an error holds no text of the bank', () => {
    try {
      parse('<html>canary 12345678903</html>');
      throw new Error('it was accepted');
    } catch (error) {
      expect(String(error)).toBe('BankError: bank: bank_unavailable');
      expect(error).not.toHaveProperty('cause');
    }
  });
});
