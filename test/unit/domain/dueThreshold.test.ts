import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isDue } from '../../../src/domain/dueSlots.ts';
import { dueThreshold } from '../../../src/domain/dueThreshold.ts';

describe('dueThreshold', () => {
  test('design 2 is isDue turned round, over clock changes too', () => {
    const hour = 3_600_000;
    fc.assert(
      fc.property(
        fc.record({
          frequencyHours: fc.oneof(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 25, max: 400 })),
          syncTime: fc.constantFrom('00:00', '02:30', '03:00', '23:45'),
          timeZone: fc.constantFrom('UTC', 'Europe/Oslo', 'America/New_York', 'Asia/Kolkata'),
          nowMs: fc.integer({ min: Date.parse('2026-03-20T00:00Z'), max: Date.parse('2026-11-10T00:00Z') }),
          agoMs: fc.oneof(fc.integer({ min: 0, max: 60 * hour }), fc.integer({ min: 0, max: 900 * hour })),
        }),
        ({ agoMs, ...slot }) => {
          const lastAttemptAtMs = slot.nowMs - agoMs;
          const rest = { maySync: true, autoSyncEnabled: true, parkedRetryAtMs: null, requestWaiting: false };
          const threshold = dueThreshold(slot);
          const isBefore = threshold !== null && lastAttemptAtMs < threshold;
          expect(isBefore).toBe(isDue({ ...slot, ...rest, lastAttemptAtMs }).kind === 'due');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
