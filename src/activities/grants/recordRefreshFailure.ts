import type { EntityManager } from '@mikro-orm/postgresql';
import { markRefused, setGrantState } from '../../db/sql/grants/setGrantState.ts';
import type { RefreshFailure } from './decideRefresh.ts';
import { countUnsure } from './decideTempo.ts';
import { type GrantState, writeGrantState } from './grantState.ts';

export interface FailedRefresh {
  readonly clientId: string;
  readonly grantId: string;
  readonly version: number;
  /** Before the intent, and as the row has it now. */
  readonly before: GrantState;
  readonly state: string;
  readonly failure: RefreshFailure;
  readonly nowMs: number;
}

/** What the row says after a refresh without a new token: the next caller, on any machine, goes by it. */
export async function recordRefreshFailure(
  em: EntityManager,
  { clientId, grantId, version, before, state, failure, nowMs }: FailedRefresh,
): Promise<void> {
  const row = { clientId, grantId, version };
  switch (failure.outcome) {
    case 'refused':
      return markRefused(em, { ...row, to: writeGrantState({ kind: 'refused', code: failure.code }) });
    case 'unsure': {
      const to = writeGrantState({ kind: 'unsure', refreshes: countUnsure(before, nowMs) });
      await setGrantState(em, { ...row, from: state, to });
      return;
    }
    case 'not_done':
      // This answer says nothing about an earlier refresh that ended unheard.
      await setGrantState(em, { ...row, from: state, to: writeGrantState(before) });
  }
}
