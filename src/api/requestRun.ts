import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { PaymentServiceUser } from '../bank/port.ts';
import { addAuditEntries } from '../db/sql/effects/addAuditEntries.ts';
import type { StoredRun } from '../db/sql/read/readRun.ts';
import { isFinalRun } from '../db/sql/read/runColumns.ts';
import { insertSyncRequest } from '../db/sql/requests/insertSyncRequest.ts';
import { readRequestedRun } from '../db/sql/requests/readRequestedRun.ts';
import { withClient } from '../db/tenantScope.ts';
import type { ApiDeps } from './apiDeps.ts';
import { connectionProblem } from './connectionProblem.ts';

export interface RunRequest {
  readonly clientId: string;
  readonly connectionId: string;
  readonly trigger: 'first' | 'manual';
  /** `YYYY-MM-DD`; null: what the connection's coverage asks for. */
  readonly fromDate: string | null;
  readonly toDate: string | null;
  /** The person who is present (bank B); null: nobody is. */
  readonly psu: PaymentServiceUser | null;
  /** The API key, for the audit. */
  readonly actor: string;
  /** The ERP's id of the person who asks. */
  readonly requestedBy: string | null;
  /** How long the caller waits for the run's end; 0: until the run has an id, if that comes soon. */
  readonly waitMs: number;
}

export type RequestedRun =
  | { readonly kind: 'finished'; readonly run: StoredRun }
  | {
      readonly kind: 'open';
      readonly status: 'running' | 'parked';
      /** The run that serves the request; else the one in flight, after which it is served; null: none has begun yet. */
      readonly runId: string | null;
      readonly retryAt: string | null;
    };

const firstPauseMs = 50;
const longestPauseMs = 500;
/** A caller that does not wait for the run's end still wants its id, which the first step of the workflow gives. */
const runIdWithinMs = 1_000;

/**
 * Asks for a run and waits for it. The request is a row, committed before the workflow's bell is rung, so none is lost;
 * the run that takes it in may be one that is there already (design 2). Waiting looks at the row: a workflow query would
 * need a live worker. A caller who goes away changes nothing.
 *
 * Throws the state's problem (409) when the connection may not sync, `EngineError` when Temporal does not answer: then
 * the next look of the coordinator serves the request.
 */
export async function requestRun(
  deps: Pick<ApiDeps, 'orm' | 'engine' | 'clock' | 'isShuttingDown'>,
  request: RunRequest,
): Promise<RequestedRun> {
  const { clientId, connectionId, trigger, psu } = request;
  const requestId = randomUUIDv7();
  const asClient = { clientId, role: 'kontosync_app' } as const;
  await withClient(deps.orm.em, asClient, async (em) => {
    await insertSyncRequest(em, {
      id: requestId,
      clientId,
      connectionId,
      trigger,
      fromDate: request.fromDate,
      toDate: request.toDate,
      psuIpAddress: psu?.ipAddress ?? null,
      psuUserAgent: psu?.userAgent ?? null,
      requestedBy: request.requestedBy,
    });
    await addAuditEntries(em, clientId, [
      {
        kind: 'api_call',
        actor: request.actor,
        action: 'sync.request',
        subjectId: connectionId,
        data: { request_id: requestId, trigger, attended: psu !== null },
      },
    ]);
  });
  await deps.engine.requestSync({ clientId, connectionId, trigger });

  const startedAt = performance.now();
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const { run, connectionStatus, openRunId, parkedUntil } = await withClient(deps.orm.em, asClient, (em) =>
      readRequestedRun(em, clientId, requestId),
    );
    if (run !== null && isFinalRun(run.status)) return { kind: 'finished', run };
    if (run?.status === 'parked') return { kind: 'open', status: 'parked', runId: run.id, retryAt: run.retryAt };
    // openRun has refused it, or will: no run comes of this request.
    const refusal = run === null ? connectionProblem(connectionStatus, connectionId, { attended: psu !== null }) : null;
    if (refusal !== null) throw refusal;
    if (run === null && psu === null && parkedUntil !== null && Date.parse(parkedUntil) > deps.clock.now())
      return { kind: 'open', status: 'parked', runId: openRunId, retryAt: parkedUntil };
    const waitMs = run === null ? Math.max(request.waitMs, runIdWithinMs) : request.waitMs;
    const leftMs = startedAt + waitMs - performance.now();
    if (leftMs <= 0 || deps.isShuttingDown())
      return { kind: 'open', status: 'running', runId: run?.id ?? openRunId, retryAt: null };
    await pause(Math.min(pauseMs, leftMs));
  }
}
