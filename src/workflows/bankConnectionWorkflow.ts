/**
 * One connection's life (design 3): its order and its time. The row in PostgreSQL is the truth; the activities change it,
 * and a workflow that is started anew asks it where the connection stands.
 */
import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type Answer,
  acceptCallback,
  beginAuthorization,
  type ConnectionInput,
  type ConnectionStanding,
  type ConnectionState,
  confirmAccounts,
  consentInvalidated,
  getState,
  type InvalidConsent,
  lookAgain,
  refusals,
  revoke,
} from '../contracts/connection.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import { isClosing, nextRingMs } from './connectionClock.ts';
import { cancelSync, dropUnusedGrants, revokeAtBank } from './connectionEnding.ts';
import { beginAttempt, confirm, redeem, type Step, takeInRevoke, timeUp } from './connectionSteps.ts';
import { untilDone } from './lastingSteps.ts';
import { quickDb } from './proxies.ts';
import { renderConnectionDetails } from './renderConnectionDetails.ts';

/** A wish, with what to do about it when the main loop comes to it. */
interface Letter {
  readonly work: (standing: ConnectionStanding) => Promise<Step>;
  /** What it gets when the connection is over before. */
  readonly whenClosed: Answer;
  answer?: Answer;
}

const closed: Answer = { ok: false, code: refusals.closed };
const retryMs = 60_000;

export async function bankConnectionWorkflow(input: ConnectionInput): Promise<void> {
  const { clientId, connectionId } = input;
  const ref = { clientId, connectionId };
  const inbox: Letter[] = [];
  let state: ConnectionState | null = input.state ?? null;
  let invalidated: InvalidConsent | null = null;
  let rang = false;
  let draining = false;

  // Handlers run between any two awaits of the main loop: they post letters, and none touches the state or calls an
  // activity.
  const post = async (letter: Letter): Promise<Answer> => {
    inbox.push(letter);
    await condition(() => letter.answer !== undefined);
    return letter.answer ?? closed;
  };
  // Refused by the validator: no event is written, so a caller who insists does not grow the history. `continuing`: the
  // façade asks again; without it overlapping updates put off continue-as-new for ever.
  const refuseWhileDraining = (): void => {
    if (draining) throw ApplicationFailure.nonRetryable('continuing as new, ask again', refusals.continuing);
  };
  const refuseWhenClosed = (_attempt: { readonly attemptId: string }): void => {
    if (state !== null && isClosing(state))
      throw ApplicationFailure.nonRetryable('the connection is closed', refusals.closed);
    refuseWhileDraining();
  };
  const postAttempt =
    (work: (standing: ConnectionStanding, attemptId: string) => Promise<Step>) =>
    ({ attemptId }: { readonly attemptId: string }): Promise<Answer> =>
      post({ work: (now) => work(now, attemptId), whenClosed: closed });

  setHandler(getState, () => state);
  setHandler(consentInvalidated, (told) => {
    invalidated = invalidated !== null && knownOf(invalidated) > knownOf(told) ? invalidated : told;
  });
  setHandler(lookAgain, () => {
    rang = true;
  });
  setHandler(
    beginAuthorization,
    postAttempt((now, attemptId) => beginAttempt(now, { ...ref, attemptId }, input)),
    { validator: refuseWhenClosed },
  );
  setHandler(
    acceptCallback,
    postAttempt((now, attemptId) => redeem(now, { ...ref, attemptId }, input)),
    { validator: refuseWhenClosed },
  );
  setHandler(
    confirmAccounts,
    postAttempt((now, attemptId) => confirm(now, { ...ref, attemptId })),
    { validator: refuseWhenClosed },
  );
  setHandler(
    revoke,
    // Asked for a second time it is on its way, or done: the same answer.
    async (): Promise<Answer> =>
      state !== null && isClosing(state)
        ? { ok: true }
        : post({ work: (now) => takeInRevoke(now, ref), whenClosed: { ok: true } }),
    { validator: refuseWhileDraining },
  );

  let standing: ConnectionStanding =
    input.state === undefined
      ? await untilDone(() => quickDb.loadConnection(ref))
      : { state: input.state, renewal: input.renewal ?? null, grantsLeft: false };
  let sinceMs = Date.now();
  let notBeforeMs = 0;
  let isCleaning = false;
  let hasLeftovers = false;
  const move = (next: ConnectionStanding): void => {
    const isNew = state === null || next.state.kind !== state.kind;
    if (isNew) sinceMs = Date.now();
    standing = next;
    state = next.state;
    setCurrentDetails(renderConnectionDetails(next.state, sinceMs));
    if (isNew) markStage(next.state); // kept over continue-as-new, unlike the details
    if (!next.grantsLeft || isClosing(next.state)) return;
    hasLeftovers = true;
    if (!isCleaning) void cleanUp();
  };
  // Beside the main loop, as it may take a day; a revoke of the connection that comes meanwhile takes all of it along.
  const cleanUp = async (): Promise<void> => {
    isCleaning = true;
    try {
      while (hasLeftovers) {
        hasLeftovers = false;
        await dropUnusedGrants(ref);
      }
    } catch (error) {
      // Nobody awaits it: the main loop hears of the cancellation too, and ends.
      if (!isCancellation(error)) throw error;
    } finally {
      isCleaning = false;
    }
  };
  move(standing);

  while (!isClosing(standing.state)) {
    draining = !isCleaning && shouldContinue(input);
    // Never `await condition(allHandlersFinished)` alone: a handler that waits for this loop would wait for ever.
    const hasMail = (): boolean => inbox.length > 0 || invalidated !== null || rang;
    if (draining && !hasMail() && allHandlersFinished())
      await continueAsNew<typeof bankConnectionWorkflow>({
        ...input,
        state: standing.state,
        renewal: standing.renewal ?? null,
      });

    const nextMs = nextRingMs(standing);
    const woke = await waitUntil(
      () => hasMail() || (draining && allHandlersFinished()),
      nextMs === null ? null : Math.max(nextMs, notBeforeMs),
    );
    if (!woke) {
      try {
        move(await timeUp(standing, input));
      } catch (error) {
        // The database is away for longer than a step waits: the clock rings again, and letters are served meanwhile.
        if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
        notBeforeMs = Date.now() + retryMs;
      }
    }
    if (invalidated !== null) {
      const told: InvalidConsent = invalidated;
      invalidated = null;
      move({ ...standing, state: await untilDone(() => quickDb.invalidateConsent({ ...told, ...ref })) });
    }
    if (rang) {
      rang = false;
      move(await untilDone(() => quickDb.loadConnection(ref)));
    }
    const letter = isClosing(standing.state) ? undefined : inbox.shift();
    if (letter !== undefined) {
      const step = await letter.work(standing);
      move(step.standing);
      letter.answer = step.answer;
    }
  }

  // Who came too late is answered before the work that may take a day.
  for (const letter of inbox.splice(0)) letter.answer = letter.whenClosed;
  const last = standing.state;
  if (last.kind === 'revoking') await cancelSync(connectionId);
  if (last.kind === 'revoking' || standing.grantsLeft) {
    const fromMs = last.kind === 'revoking' ? last.sinceMs : Date.now();
    const confirmed = await revokeAtBank(ref, fromMs, input.revokeLifeMs);
    move(await untilDone(() => quickDb.finishRevoke({ ...ref, confirmed })));
  }
  await condition(allHandlersFinished);
}

/** Of several that come together the one of the latest consent counts: the others may be ignored for a renewal. */
const knownOf = ({ sinceMs = Number.POSITIVE_INFINITY }: InvalidConsent): number => sinceMs;

const shouldContinue = ({ continueAfterEvents }: ConnectionInput): boolean =>
  workflowInfo().continueAsNewSuggested ||
  (continueAfterEvents !== undefined && workflowInfo().historyLength > continueAfterEvents);

/** True: woken. Computed anew in each turn of the loop, so a changed state sets its own timer. */
async function waitUntil(wake: () => boolean, atMs: number | null): Promise<boolean> {
  if (atMs === null) {
    await condition(wake);
    return true;
  }
  return condition(wake, Math.max(atMs - Date.now(), 1));
}

function markStage(state: ConnectionState): void {
  const endsMs = state.kind === 'active' || state.kind === 'expiring' ? state.consentEndsMs : null;
  upsertSearchAttributes([
    { key: searchAttributes.stage, value: state.kind },
    ...(endsMs === null ? [] : [{ key: searchAttributes.consentExpiresAt, value: new Date(endsMs) }]),
  ]);
}
