import { describe, expect, test } from '@jest/globals';
import { retryAfterMs } from '../../../src/bank/retryAfter.ts';

const now = Date.parse('2026-03-02T10:00:00Z');
const hour = 3_600_000;

describe('F6 Retry-After', () => {
  test.each([
    ['seconds', '30', 30_000],
    ['spaces', ' 5 ', 5_000],
    ['none to wait', '0', 0],
    ['an hour', '3600', hour],
    ['absurd', '1000000000', hour],
    ['more digits than a number has', '9'.repeat(400), hour],
    ['a date', 'Mon, 02 Mar 2026 10:00:20 GMT', 20_000],
    ['a date that has passed', 'Mon, 02 Mar 2026 09:00:00 GMT', 0],
    ['a date next year', 'Tue, 02 Mar 2027 10:00:00 GMT', hour],
    ['a date of RFC 850', 'Monday, 02-Mar-26 10:00:10 GMT', 10_000],
    ['asctime, which is always UTC', 'Mon Mar  2 10:00:10 2026', 10_000],
    ['absent', undefined, undefined],
    ['blank', '', undefined],
    ['negative', '-5', undefined],
    ['a fraction', '1.5', undefined],
    ['an exponent', '1e3', undefined],
    ['words', 'Later', undefined],
    ['ISO 8601', '2026-03-02T10:00:20Z', undefined],
  ])('%s', (_form, header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
