/** The steps of a connection's life: each calls its activities and says where the connection stands then. */
import {
  ActivityFailure,
  CancellationScope,
  getExternalWorkflowHandle,
  isCancellation,
  sleep,
} from '@temporalio/workflow';
import type {
  Answer,
  AttemptRef,
  ConnectionInput,
  ConnectionRef,
  ConnectionStanding,
  ConnectionState,
} from '../contracts/connection.ts';
import { syncWorkflowId } from '../contracts/ids.ts';
import { failureCode } from './failureCode.ts';
import { bankRevoke, quickDb, tokenCalls } from './proxies.ts';

/** What a step answers to its caller, and leaves behind. */
export interface Step {
  readonly answer: Answer;
  readonly standing: ConnectionStanding;
}

const ok: Answer = { ok: true };
const at = (state: ConnectionState): ConnectionStanding => ({ state, grantsLeft: false });
const refused = (code: string, standing: ConnectionStanding): Step => ({ answer: { ok: false, code }, standing });

/** The failure of a step of ours as a code; whatever else was thrown is a bug of the workflow and stays one. */
function codeOf(error: unknown): string {
  if (error instanceof ActivityFailure && !isCancellation(error)) return failureCode(error);
  throw error;
}

/** What says nothing about the attempt, only about the message: there is no such one, or no callback came for it. */
const notOfTheAttempt: ReadonlySet<string> = new Set(['not_found', 'invalid_request']);

/** Ends an attempt that failed. The caller is told why it did, not how it was cleaned up. */
async function failAttempt(attempt: AttemptRef, code: string, state: ConnectionState): Promise<Step> {
  if (notOfTheAttempt.has(code)) return refused(code, at(state));
  const ended = await untilDone(() => quickDb.endAttempt({ ...attempt, code }));
  return refused(code, ended.kind === 'ended' ? ended.standing : at(state));
}

/** The person sets out for the bank. (A renewal's attempt, beside a state that lives on, will begin here too.) */
export async function beginAttempt(state: ConnectionState, attempt: AttemptRef, input: ConnectionInput): Promise<Step> {
  if (state.kind !== 'awaiting_auth' || state.attemptId !== attempt.attemptId)
    return refused('changed_meanwhile', at(state));
  try {
    const { deadlineMs } = await tokenCalls.prepareAuthorization(attempt);
    const latestMs = Date.now() + input.attemptLifeMs;
    return { answer: ok, standing: at({ ...state, deadlineMs: Math.min(deadlineMs, latestMs) }) };
  } catch (error) {
    return failAttempt(attempt, codeOf(error), state);
  }
}

/** The person is back: the code is redeemed at once, as it may live for a minute only. */
export async function redeem(
  state: ConnectionState,
  attempt: AttemptRef,
  { grantLifeMs }: ConnectionInput,
): Promise<Step> {
  try {
    const redeemed = await tokenCalls.redeemCode({ ...attempt, grantLifeMs });
    if (redeemed.kind === 'failed') return failAttempt(attempt, redeemed.code, state);
    if (state.kind !== 'awaiting_auth') return { answer: ok, standing: at(state) }; // told a second time
    const { attemptId } = attempt;
    return { answer: ok, standing: at({ kind: 'grant_pending', attemptId, deadlineMs: redeemed.deadlineMs }) };
  } catch (error) {
    return failAttempt(attempt, codeOf(error), state);
  }
}

/** Accounts are chosen. A failure leaves the grant pending: the caller may try again for as long as it lives. */
export async function confirm(state: ConnectionState, attempt: AttemptRef): Promise<Step> {
  try {
    const confirmed = await quickDb.confirmAccounts(attempt);
    if (confirmed.kind === 'failed') return refused(confirmed.code, at(state));
    return { answer: ok, standing: at(confirmed.state) };
  } catch (error) {
    return refused(codeOf(error), at(state));
  }
}

/** From this transaction on the connection is unusable; what the bank says comes later. */
export async function takeInRevoke(state: ConnectionState, ref: ConnectionRef): Promise<Step> {
  try {
    return { answer: ok, standing: await quickDb.beginRevoke(ref) };
  } catch (error) {
    return refused(codeOf(error), at(state));
  }
}

/** A timer has rung. Throws where the step could not be made: it is made later. */
export async function timeUp(state: ConnectionState, input: ConnectionInput): Promise<ConnectionStanding> {
  const ref = { clientId: input.clientId, connectionId: input.connectionId };
  if (state.kind !== 'awaiting_auth' && state.kind !== 'grant_pending')
    return at(await quickDb.advanceConsent({ ...ref, nowMs: Date.now() }));
  const attempt = { ...ref, attemptId: state.attemptId };
  const ended = await quickDb.endAttempt({ ...attempt, code: null });
  if (ended.kind === 'ended') return ended.standing;
  // The wish is in the row, but who brought it did not come to tell us: an API that died in between.
  const step = ended.kind === 'consumed' ? await redeem(state, attempt, input) : await confirm(state, attempt);
  if (step.answer.ok || ended.kind === 'consumed') return step.standing;
  return (await failAttempt(attempt, step.answer.code, state)).standing;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** tried for a day, through whatever the bank or an operator may mend meanwhile. Whether the bank confirmed. */
export async function revokeAtBank(ref: ConnectionRef, sinceMs: number, lifeMs = dayMs): Promise<boolean> {
  const deadlineMs = sinceMs + lifeMs;
  while (Date.now() < deadlineMs) {
    try {
      const { confirmed } = await CancellationScope.withTimeout(deadlineMs - Date.now(), () =>
        bankRevoke.revokeAtBank(ref),
      );
      return confirmed;
    } catch (error) {
      if (Date.now() >= deadlineMs) return false;
      codeOf(error);
      await sleep(Math.min(hourMs, deadlineMs - Date.now()));
    }
  }
  return false;
}

/** The sync may be running, ended or never begun: not found is the usual answer, not an error. */
export async function cancelSync(connectionId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(syncWorkflowId(connectionId)).cancel();
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}

/** A step in the database that must be made, however long the database is away; it serves nobody who waits. */
export async function untilDone<T>(step: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (codeOf(error) === 'not_found') throw error; // no such connection: nothing to wait for
      await sleep('1m');
    }
  }
}
