import { describe, expect, test } from '@jest/globals';
import {
  canRetry,
  canSync,
  canTransition,
  connectionStatuses,
  isFinal,
  statusesBefore,
  transitions,
} from '../../../src/domain/connectionStatus.ts';

describe('D.2 the lifecycle', () => {
  test.each(connectionStatuses)('%s is final, or DELETE leads from it to revoking', (status) => {
    expect(isFinal(status) || status === 'revoking' || canTransition(status, 'revoking')).toBe(true);
  });

  test('every state is reached from awaiting_auth', () => {
    const reached = new Set<string>(['awaiting_auth']);
    for (let step = 0; step < connectionStatuses.length; step += 1)
      for (const status of connectionStatuses)
        if (reached.has(status)) for (const to of transitions[status]) reached.add(to);
    expect([...reached].toSorted()).toEqual([...connectionStatuses].toSorted());
  });

  test('a connection that is gone never comes back', () => {
    expect(connectionStatuses.filter(isFinal)).toEqual(['revoked', 'abandoned']);
    expect(statusesBefore('active')).toEqual(['grant_pending', 'expiring', 'needs_reconsent', 'needs_operator']);
    expect(statusesBefore('revoked')).toEqual(['revoking']);
  });

  test('syncs need a good consent', () => {
    expect(connectionStatuses.filter(canSync)).toEqual(['active', 'expiring']);
    // A person may always retry where no consent is wanted.
    expect(connectionStatuses.filter(canRetry)).toEqual(['active', 'expiring', 'needs_operator']);
  });
});
