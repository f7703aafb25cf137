import { expect, test } from '@jest/globals';
import { freshnessLimitMs, isFreshnessAlarm } from '../../../src/domain/stateFreshness.ts';

test.each([
  [0, freshnessLimitMs * 2, false],
  [5, freshnessLimitMs, false],
  [5, freshnessLimitMs + 1, true],
])('E-7 with %d connections, of which 95 in 100 are younger than %d ms: alarm %s', (connections, p95Ms, alarm) => {
  expect(isFreshnessAlarm({ connections, stale: 0, p95Ms })).toBe(alarm);
});
