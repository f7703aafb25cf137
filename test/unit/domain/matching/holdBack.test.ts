import { expect, test } from '@jest/globals';
import { holdBack } from '../../../../src/domain/matching/holdBack.ts';

const cases = [
  ['no ceiling', { mode: 'auto' }, 10_000_000_000n, 'NOK', null],
  ['no ceiling, another currency', { mode: 'auto' }, 100n, 'EUR', null],
  ['at the ceiling', { mode: 'auto', max_auto_amount: '500.00' }, 50_000n, 'NOK', null],
  ['an øre above it', { mode: 'auto', max_auto_amount: '500.00' }, 50_001n, 'NOK', 'above_limit'],
  ['money out above it', { mode: 'auto', max_auto_amount: '500' }, -50_001n, 'NOK', 'above_limit'],
  ['not to be compared with it', { mode: 'auto', max_auto_amount: '500.00' }, 1n, 'EUR', 'above_limit'],
  ['a ceiling of nothing', { mode: 'auto', max_auto_amount: '0' }, 1n, 'NOK', 'above_limit'],
  ['shadow', { mode: 'shadow' }, 1n, 'NOK', 'shadow'],
  ['shadow before the ceiling', { mode: 'shadow', max_auto_amount: '0' }, 1n, 'NOK', 'shadow'],
] as const;

test.each(cases)('matching 9 %s', (_name, settings, amountMinor, currency, expected) => {
  expect(holdBack(settings, { amountMinor, currency, bookingDate: '2026-01-15' })).toBe(expected);
});
