/** The steps of a connection's life: each calls its activities and says where the connection stands then. */
import { getExternalWorkflowHandle, isCancellation, patched } from '@temporalio/workflow';
import {
  type Answer,
  type AttemptRef,
  type ConnectionInput,
  type ConnectionRef,
  type ConnectionStanding,
  consentInvalidated,
  type InvalidConsent,
} from '../contracts/connection.ts';
import { connectionWorkflowId } from '../contracts/ids.ts';
import { isRenewable } from '../domain/connectionStatus.ts';
import { isClosing } from './connectionClock.ts';
import { codeOf, untilDone } from './lastingSteps.ts';
import { quickDb, tokenCalls } from './proxies.ts';

/** What a step answers to its caller, and leaves behind. */
export interface Step {
  readonly answer: Answer;
  readonly standing: ConnectionStanding;
}

const ok: Answer = { ok: true };
const refused = (code: string, standing: ConnectionStanding): Step => ({ answer: { ok: false, code }, standing });

/** What says nothing about the attempt, only about the message: there is no such one, or no callback came for it. */
const notOfTheAttempt: ReadonlySet<string> = new Set(['not_found', 'invalid_request']);

/** Ends an attempt that failed. The caller is told why it did, not how it was cleaned up. */
async function failAttempt(attempt: AttemptRef, code: string, standing: ConnectionStanding): Promise<Step> {
  if (notOfTheAttempt.has(code)) return refused(code, standing);
  const ended = await untilDone(() => quickDb.endAttempt({ ...attempt, code }));
  return refused(code, ended.kind === 'ended' ? ended.standing : standing);
}

/** The person sets out for the bank: for the first time, or beside a state that lives on (D-18). */
export async function beginAttempt(
  standing: ConnectionStanding,
  attempt: AttemptRef,
  input: ConnectionInput,
): Promise<Step> {
  const { state, renewal } = standing;
  const { attemptId } = attempt;
  const isFirst = state.kind === 'awaiting_auth' && state.attemptId === attemptId;
  // Before renewals a connection that lived took no attempt.
  const mayBegin = isFirst || (isRenewable(state.kind) && patched('renewal'));
  if (!mayBegin) return refused('changed_meanwhile', standing);
  // Of two walks to a new consent the later one counts.
  const other =
    renewal != null && renewal.attemptId !== attemptId ? { ...attempt, attemptId: renewal.attemptId } : null;
  const before = other === null ? standing : (await failAttempt(other, 'changed_meanwhile', standing)).standing;
  try {
    const prepared = await tokenCalls.prepareAuthorization(attempt);
    const deadlineMs = Math.min(prepared.deadlineMs, Date.now() + input.attemptLifeMs);
    if (state.kind === 'awaiting_auth') return { answer: ok, standing: { ...before, state: { ...state, deadlineMs } } };
    return { answer: ok, standing: { ...before, renewal: { attemptId, deadlineMs } } };
  } catch (error) {
    return failAttempt(attempt, codeOf(error), before);
  }
}

/** The person is back: the code is redeemed at once, as it may live for a minute only. */
export async function redeem(
  standing: ConnectionStanding,
  attempt: AttemptRef,
  { grantLifeMs }: ConnectionInput,
): Promise<Step> {
  const { state, renewal } = standing;
  const { attemptId } = attempt;
  try {
    const redeemed = await tokenCalls.redeemCode({ ...attempt, grantLifeMs });
    if (redeemed.kind === 'failed') return failAttempt(attempt, redeemed.code, standing);
    const { deadlineMs } = redeemed;
    if (renewal?.attemptId === attemptId)
      return { answer: ok, standing: { ...standing, renewal: { attemptId, deadlineMs } } };
    if (state.kind !== 'awaiting_auth') return { answer: ok, standing }; // told a second time
    return { answer: ok, standing: { ...standing, state: { kind: 'grant_pending', attemptId, deadlineMs } } };
  } catch (error) {
    return failAttempt(attempt, codeOf(error), standing);
  }
}

/** Accounts are chosen. A failure leaves the grant pending: the caller may try again for as long as it lives. */
export async function confirm(standing: ConnectionStanding, attempt: AttemptRef): Promise<Step> {
  try {
    const confirmed = await quickDb.confirmAccounts(attempt);
    if (confirmed.kind === 'failed') return refused(confirmed.code, standing);
    if (!('standing' in confirmed)) return { answer: ok, standing: { state: confirmed.state, grantsLeft: false } };
    if (confirmed.hasSiblings) await tellSuperseded(attempt);
    return { answer: ok, standing: confirmed.standing };
  } catch (error) {
    return refused(codeOf(error), standing);
  }
}

/** The lifecycles of connections that the new consent has ended learn of it; a failure leaves it to their next syncs. */
async function tellSuperseded(attempt: AttemptRef): Promise<void> {
  const told: InvalidConsent = { code: 'consent_superseded', sinceMs: Date.now() };
  try {
    const { ended } = await tokenCalls.findSuperseded(attempt);
    for (const connectionId of ended) await tell(connectionId, told);
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}

/** One that is missing leaves the others to be told: nothing else would bring their reminders. */
async function tell(connectionId: string, told: InvalidConsent): Promise<void> {
  try {
    await getExternalWorkflowHandle(connectionWorkflowId(connectionId)).signal(consentInvalidated, told);
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}

/** From this transaction on the connection is unusable; what the bank says comes later. */
export async function takeInRevoke(standing: ConnectionStanding, ref: ConnectionRef): Promise<Step> {
  try {
    return { answer: ok, standing: await quickDb.beginRevoke(ref) };
  } catch (error) {
    return refused(codeOf(error), standing);
  }
}

/** A timer has rung. Throws where the step could not be made: it is made later. */
export async function timeUp(standing: ConnectionStanding, input: ConnectionInput): Promise<ConnectionStanding> {
  const ref = { clientId: input.clientId, connectionId: input.connectionId };
  const { state, renewal } = standing;
  if (renewal != null && renewal.deadlineMs <= Date.now()) return attemptOver(standing, renewal.attemptId, input);
  if (state.kind === 'awaiting_auth' || state.kind === 'grant_pending')
    return attemptOver(standing, state.attemptId, input);
  const next = await quickDb.advanceConsent({ ...ref, nowMs: Date.now() });
  // Given up: what it still holds is revoked at the bank.
  return isClosing(next) ? quickDb.loadConnection(ref) : { ...standing, state: next };
}

async function attemptOver(
  standing: ConnectionStanding,
  attemptId: string,
  input: ConnectionInput,
): Promise<ConnectionStanding> {
  const attempt = { clientId: input.clientId, connectionId: input.connectionId, attemptId };
  const ended = await quickDb.endAttempt({ ...attempt, code: null });
  if (ended.kind === 'ended') return ended.standing;
  // The wish is in the row, but who brought it did not come to tell us: an API that died in between.
  const step = ended.kind === 'consumed' ? await redeem(standing, attempt, input) : await confirm(standing, attempt);
  if (step.answer.ok || ended.kind === 'consumed') return step.standing;
  return (await failAttempt(attempt, step.answer.code, standing)).standing;
}
