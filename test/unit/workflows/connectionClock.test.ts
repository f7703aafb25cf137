import { expect, test } from '@jest/globals';
import type { ConnectionState } from '../../../src/contracts/connection.ts';
import { isFinal } from '../../../src/domain/connectionStatus.ts';
import { isClosing, nextChangeMs } from '../../../src/workflows/connectionClock.ts';
import { renderConnectionDetails } from '../../../src/workflows/renderConnectionDetails.ts';

const states: readonly (readonly [ConnectionState, number | null])[] = [
  [{ kind: 'awaiting_auth', attemptId: 'x', deadlineMs: 5 }, 5],
  [{ kind: 'grant_pending', attemptId: 'x', deadlineMs: 6 }, 6],
  [{ kind: 'active', untilMs: 7, consentEndsMs: 9 }, 7],
  [{ kind: 'active', untilMs: null, consentEndsMs: null }, null],
  [{ kind: 'expiring', untilMs: 8, consentEndsMs: 9 }, 8],
  [{ kind: 'needs_reconsent' }, null],
  [{ kind: 'needs_operator' }, null],
  [{ kind: 'needs_operator', untilMs: 4 }, 4],
  [{ kind: 'revoking', sinceMs: 1 }, null],
  [{ kind: 'revoked' }, null],
  [{ kind: 'abandoned' }, null],
];

test.each(states)('D.2 the clock of %j', (state, atMs) => {
  expect(nextChangeMs(state)).toBe(atMs);
  expect(isClosing(state)).toBe(isFinal(state.kind) || state.kind === 'revoking');
});

test.each(states)('E-8 the details of %j name state, since and next, and no id', (state) => {
  const text = renderConnectionDetails(state, 0);
  expect(text).toContain(`**State:** ${state.kind}`);
  expect(text).toContain('**Since:** 1970-01-01T00:00:00.000Z');
  expect(text).toMatch(/\*\*Next:\*\* \w/);
});
