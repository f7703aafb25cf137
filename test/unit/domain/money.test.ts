import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { formatMinor, parseMinor } from '../../../src/domain/money.ts';

describe('D-13 decimal text to minor units', () => {
  test.each([
    ['123.45', 'NOK', 12_345n],
    ['-0.00', 'NOK', 0n],
    ['-378', 'NOK', -37_800n],
    ['0.1', 'NOK', 10n],
    ['100.500', 'NOK', 10_050n],
    ['007.10', 'NOK', 710n],
    ['90071992547409.93', 'NOK', 9_007_199_254_740_993n],
    ['-99999999999999.99', 'NOK', -9_999_999_999_999_999n],
    ['500', 'JPY', 500n],
    ['500.00', 'JPY', 500n],
    ['1.234', 'KWD', 1234n],
    ['1.2', 'KWD', 1200n],
  ] as const)('%s %s is %s', (text, currency, amountMinor) => {
    expect(parseMinor(text, currency)).toEqual({ ok: true, amountMinor });
  });

  test.each([
    ['NaN', 'NOK', 'not_decimal'],
    ['Infinity', 'NOK', 'not_decimal'],
    ['1e400', 'NOK', 'not_decimal'],
    ['1E2', 'NOK', 'not_decimal'],
    ['+1.00', 'NOK', 'not_decimal'],
    ['--1', 'NOK', 'not_decimal'],
    ['', 'NOK', 'not_decimal'],
    [' 1', 'NOK', 'not_decimal'],
    ['1.00\n', 'NOK', 'not_decimal'],
    ['1.', 'NOK', 'not_decimal'],
    ['.5', 'NOK', 'not_decimal'],
    ['1,50', 'NOK', 'not_decimal'],
    ['1 000.00', 'NOK', 'not_decimal'],
    ['0x10', 'NOK', 'not_decimal'],
    ['١٢', 'NOK', 'not_decimal'],
    ['123456789012345', 'NOK', 'too_many_digits'],
    ['123456789012345678901234567890', 'NOK', 'too_many_digits'],
    ['1.505', 'NOK', 'too_many_decimals'],
    ['1.5000', 'NOK', 'too_many_decimals'],
    ['1.5', 'JPY', 'too_many_decimals'],
    ['1.00', 'nok', 'unknown_currency'],
    ['1.00', '', 'unknown_currency'],
  ] as const)('%s %s is refused: %s', (text, currency, reason) => {
    expect(parseMinor(text, currency)).toEqual({ ok: false, reason });
  });

  test('every amount that is written is read back', () => {
    const limit = 10n ** 14n - 1n;
    fc.assert(
      fc.property(fc.bigInt(-limit, limit), fc.constantFrom('NOK', 'JPY', 'KWD', 'EUR'), (amountMinor, currency) => {
        expect(parseMinor(formatMinor(amountMinor, currency), currency)).toEqual({ ok: true, amountMinor });
      }),
    );
  });
});

test.each([
  [12_345n, 'NOK', '123.45'],
  [-5n, 'NOK', '-0.05'],
  [0n, 'NOK', '0.00'],
  [500n, 'JPY', '500'],
  [-1n, 'KWD', '-0.001'],
] as const)('%s %s is written %s', (amountMinor, currency, text) => {
  expect(formatMinor(amountMinor, currency)).toBe(text);
});
