import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';

export interface ConnectionInput {
  readonly clientId: string;
  readonly connectionId: string;
  /** one walk through the bank's page, 15 minutes; tests shorten it. */
  readonly attemptLifeMs: number;
  /** a grant that nobody connects, 10 minutes. */
  readonly grantLifeMs: number;
  /** how long a revoke is tried at the bank, by default a day; tests shorten it. */
  readonly revokeLifeMs?: number;
  /** Carried over continue-as-new. Without it the workflow asks the tables, so it can be started anew at any time. */
  readonly state?: ConnectionState;
  readonly renewal?: Renewal | null;
  /** Continue as new long before the server suggests it: for tests of that path. */
  readonly continueAfterEvents?: number;
}

/** Milliseconds since the epoch, in workflow time. */
type EpochMs = number;

export type ConnectionState =
  | { readonly kind: 'awaiting_auth'; readonly attemptId: string; readonly deadlineMs: EpochMs }
  | { readonly kind: 'grant_pending'; readonly attemptId: string; readonly deadlineMs: EpochMs }
  /** `untilMs`: when this state changes by itself; null where the bank named no end. */
  | {
      readonly kind: 'active' | 'expiring';
      readonly untilMs: EpochMs | null;
      readonly consentEndsMs: EpochMs | null;
    }
  /** `untilMs`: the next reminder, or the day on which it is given up. Histories from before reminders have none. */
  | { readonly kind: 'needs_reconsent'; readonly untilMs?: EpochMs }
  /** `untilMs`: when the consent ends; null where the bank named no end. Histories from before have none. */
  | { readonly kind: 'needs_operator'; readonly untilMs?: EpochMs | null }
  | { readonly kind: 'revoking'; readonly sinceMs: EpochMs }
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

/** D-18: the walk to a new consent, beside a state that lives on. */
export interface Renewal {
  readonly attemptId: string;
  /** Of the attempt, then of its pending grant. */
  readonly deadlineMs: EpochMs;
}

/** Where the tables say that a connection stands. */
export interface ConnectionStanding {
  readonly state: ConnectionState;
  /** Histories from before renewals have none. */
  readonly renewal?: Renewal | null;
  /** Secrets that nothing works with any more are stored yet: to be revoked at the bank, then wiped. */
  readonly grantsLeft: boolean;
}
export interface PreparedAuthorization {
  readonly deadlineMs: EpochMs;
}
export interface RedeemInput extends AttemptRef {
  readonly grantLifeMs: number;
}
export type RedeemedCode =
  | { readonly kind: 'granted'; readonly deadlineMs: EpochMs }
  | { readonly kind: 'failed'; readonly code: string };
export type ConfirmedAccounts =
  | { readonly kind: 'connected'; readonly standing: ConnectionStanding; readonly hasSiblings: boolean }
  /** As it was answered before renewals. */
  | { readonly kind: 'connected'; readonly state: ConnectionState }
  | { readonly kind: 'failed'; readonly code: string };
/** Other connections of the client whose consent the new one has ended at the bank. */
export interface Superseded {
  readonly ended: readonly string[];
}
export interface EndAttemptInput extends AttemptRef {
  /** Null: its time is up. A code of the error table: it failed. */
  readonly code: string | null;
}
export type EndedAttempt =
  | { readonly kind: 'ended'; readonly standing: ConnectionStanding }
  /** Time is up, but the person was faster: the callback is in (`consumed`), or `/connect` is (`chosen`). */
  | { readonly kind: 'consumed' | 'chosen' };
export interface ConsentInput extends ConnectionRef {
  readonly nowMs: EpochMs;
}
export interface InvalidConsent {
  readonly code: string;
  /** Since when the sender has worked with the consent: one that was renewed later is another. Absent: it is the present one. */
  readonly sinceMs?: EpochMs;
}
export interface InvalidConsentInput extends ConnectionRef, InvalidConsent {}
export interface RevokeResult {
  readonly confirmed: boolean;
}
export interface FinishRevokeInput extends ConnectionRef {
  readonly confirmed: boolean;
}
export interface FreshGrant {
  readonly version: number;
  readonly accessExpiresMs: EpochMs | null;
}

export const beginAuthorization = defineUpdate<Answer, [{ readonly attemptId: string }]>('beginAuthorization');
export const acceptCallback = defineUpdate<Answer, [{ readonly attemptId: string }]>('acceptCallback');
export const confirmAccounts = defineUpdate<Answer, [{ readonly attemptId: string }]>('confirmAccounts');
/** Answers as soon as the wish is taken in; the rows tell when the bank has confirmed. */
export const revoke = defineUpdate<Answer>('revoke');
export const consentInvalidated = defineSignal<[InvalidConsent]>('consentInvalidated');
/** The row was changed by somebody else, or a step is late: the tables are asked anew. Any number of times. */
export const lookAgain = defineSignal('lookAgain');
/** Null: it has not asked the tables yet. */
export const getState = defineQuery<ConnectionState | null>('getState');

/** The validator's answers that the façade understands. */
export const refusals = { closed: 'connection_closed', continuing: 'continuing' } as const;
