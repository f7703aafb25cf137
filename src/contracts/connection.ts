import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';

export interface ConnectionInput {
  readonly clientId: string;
  readonly connectionId: string;
  /** one walk through the bank's page, 15 minutes; tests shorten it. */
  readonly attemptLifeMs: number;
  /** a grant that nobody connects, 10 minutes. */
  readonly grantLifeMs: number;
  /** Carried over continue-as-new. Without it the workflow asks the tables, so it can be started anew at any time. */
  readonly state?: ConnectionState;
  /** Continue as new long before the server suggests it: for tests of that path. */
  readonly continueAfterEvents?: number;
}

/** Milliseconds since the epoch, in workflow time. */
type EpochMs = number;

export type ConnectionState =
  | { readonly kind: 'awaiting_auth'; readonly attemptId: string; readonly deadlineMs: EpochMs }
  | { readonly kind: 'grant_pending'; readonly attemptId: string; readonly deadlineMs: EpochMs }
  | { readonly kind: 'active' | 'expiring'; readonly consentEndsMs: EpochMs | null }
  | { readonly kind: 'needs_reconsent' | 'needs_operator' }
  | { readonly kind: 'revoking' }
  | { readonly kind: 'revoked' | 'abandoned' };

/** What an update answers: ids and codes only; URLs and accounts are read from the rows (B-12). */
export type Answer = { readonly ok: true } | { readonly ok: false; readonly code: string };

export interface AttemptRef {
  readonly clientId: string;
  readonly connectionId: string;
  readonly attemptId: string;
}
export interface ConnectionRef {
  readonly clientId: string;
  readonly connectionId: string;
}

export const beginAuthorization = defineUpdate<Answer, [{ readonly attemptId: string }]>('beginAuthorization');
export const acceptCallback = defineUpdate<Answer, [{ readonly attemptId: string }]>('acceptCallback');
export const confirmAccounts = defineUpdate<Answer, [{ readonly attemptId: string }]>('confirmAccounts');
/** Answers as soon as the wish is taken in; the rows tell when the bank has confirmed. */
export const revoke = defineUpdate<Answer>('revoke');
export const consentInvalidated = defineSignal<[{ readonly code: string }]>('consentInvalidated');
export const getState = defineQuery<ConnectionState>('getState');

/** The validator's answers that the façade understands. */
export const refusals = { closed: 'connection_closed', continuing: 'continuing' } as const;
