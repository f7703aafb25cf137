import { z } from 'zod';
import { errorEntry } from '../../../contracts/errorCodes.ts';
import type { StoredRun } from '../../../db/sql/read/readRun.ts';
import { readSyncState } from '../../../db/sql/read/readSyncState.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { bankToday, calendarDate, daysBetween } from '../../../domain/calendarDate.ts';
import type { ApiDeps } from '../../apiDeps.ts';
import { connectionProblem } from '../../connectionProblem.ts';
import { defineRoute } from '../../defineRoute.ts';
import { ApiProblem, invalidRequest, notFound } from '../../problem.ts';
import { quotaLeft, quotaShape } from '../../quotaLeft.ts';
import { reply } from '../../reply.ts';
import { requestRun } from '../../requestRun.ts';
import { requireOwner } from '../../requireOwner.ts';
import { id, instantText, isoDate } from '../../shapes/fields.ts';
import { countsShape, presentCounts, reachOf } from '../../shapes/runShape.ts';

const bodyShape = z.strictObject({
  connection_id: id,
  from_date: isoDate.optional(),
  to_date: isoDate.optional(),
});
type Body = z.output<typeof bodyShape>;

const finishedShape = z.object({
  success: z.literal(true),
  sync_result: countsShape,
  run_id: id,
  status: z.enum(['complete', 'complete_unverified', 'partial', 'cancelled']),
  empty_reason: z.string().nullable().meta({ description: 'Why nothing was new' }),
  history: z.object({
    requested_from: isoDate.nullable(),
    achieved_from: isoDate.nullable(),
    attended: z.boolean(),
  }),
  quota: quotaShape,
});

const acceptedShape = z.object({
  success: z.literal(true),
  status: z.enum(['running', 'parked']),
  run_id: id.nullable().meta({ description: 'null: the run that serves this request has not begun' }),
  retry_at: instantText.optional(),
});

/** C-11: dates in order and not to come, in the bank's calendar; no longer a span than the bank ever gives. */
function checkWindow({ from_date, to_date }: Body, { clock, descriptor }: ApiDeps): void {
  const today = bankToday(clock.now(), descriptor.timeZone);
  const to = to_date === undefined ? today : calendarDate(to_date);
  if (to > today) throw invalidRequest([{ path: 'to_date', message: 'a date that has come' }]);
  if (from_date === undefined) return;
  if (from_date > to) throw invalidRequest([{ path: 'from_date', message: 'not after to_date, or today' }]);
  const days = descriptor.attendedHistoryDays;
  if (daysBetween(calendarDate(from_date), to) > days)
    throw new ApiProblem('window_not_allowed', {
      detail: `At most ${days} days at a time.`,
      extras: { errors: [{ path: 'from_date', message: `at most ${days} days before to_date, or today` }] },
    });
}

/** A run that failed, told by who must act (contract 3.1); the run's own code refines it as `reason`. */
function failedRun(run: StoredRun): ApiProblem {
  const code = run.errorCode ?? 'unexpected';
  const { act, title, hint } = errorEntry(code);
  const told = { user: 'needs_reconsent', bank: 'bank_unavailable', operator: 'needs_operator' } as const;
  const actor = act ?? 'operator';
  return new ApiProblem(told[actor], {
    detail: `${title}. ${hint}`,
    extras: { run_id: run.id, connection_id: run.connectionId, act: actor, reason: code },
  });
}

/** POST /api/dnb/sync: starts a run, or joins the one in flight (D-6), and waits for it. */
export const postSync = defineRoute({
  method: 'post',
  path: '/api/dnb/sync',
  scope: 'sync:run',
  summary: 'Sync a connection now',
  body: bodyShape,
  responses: { 200: finishedShape, 202: acceptedShape },
  handler:
    (deps) =>
    async ({ principal, body, psu, kontosyncUser, preferAsync }) => {
      const connectionId = body.connection_id;
      const clientId = await requireOwner(deps.orm, principal, 'connection', connectionId);
      checkWindow(body, deps);
      const state = await withClient(deps.orm.em, { clientId, role: 'kontosync_app' }, (em) =>
        readSyncState(em, clientId, connectionId),
      );
      if (state === null) throw notFound();
      const refusal = connectionProblem(state.status, connectionId, { attended: psu !== null });
      if (refusal !== null) throw refusal;
      const { parkedRunId, parkedUntil } = state;
      // The bank's reads of the day are used up: only a person's presence opens it again.
      if (psu === null && parkedRunId !== null && parkedUntil !== null && Date.parse(parkedUntil) > deps.clock.now())
        return reply(202, { success: true, status: 'parked', run_id: parkedRunId, retry_at: parkedUntil });

      const result = await requestRun(deps, {
        clientId,
        connectionId,
        trigger: 'manual',
        fromDate: body.from_date ?? null,
        toDate: body.to_date ?? null,
        psu,
        actor: principal.id,
        requestedBy: kontosyncUser,
        waitMs: preferAsync ? 0 : deps.inlineWaitMs,
      });
      if (result.kind === 'open')
        return reply(202, {
          success: true,
          status: result.status,
          run_id: result.runId,
          ...(result.retryAt === null ? {} : { retry_at: result.retryAt }),
        });
      const { run } = result;
      const { requestedFrom, achievedFrom } = reachOf(run);
      if (run.status === 'failed' || run.status === 'running' || run.status === 'parked') throw failedRun(run);
      return reply(200, {
        success: true,
        sync_result: presentCounts(run.counts),
        run_id: run.id,
        status: run.status,
        empty_reason: run.emptyReason,
        history: {
          requested_from: body.from_date ?? requestedFrom,
          achieved_from: achievedFrom,
          attended: run.attended,
        },
        quota: await quotaLeft(deps, { clientId, connectionId }),
      });
    },
});
