import { setTimeout as pause } from 'node:timers/promises';
import { findFirstRequest } from '../db/sql/connections/findFirstRequest.ts';
import { isFinalRun } from '../db/sql/read/runColumns.ts';
import { readRequestedRun } from '../db/sql/requests/readRequestedRun.ts';
import { withClient } from '../db/tenantScope.ts';
import type { Logger } from '../logger.ts';
import { EngineError } from '../temporal/engineError.ts';
import type { ApiDeps } from './apiDeps.ts';
import { type RequestedRun, type RunRequest, requestRun } from './requestRun.ts';

export interface FirstRunRequest {
  /** This request chose the accounts: it asks for the sync, the others join it. */
  readonly isFirst: boolean;
  /** D-18: the attempt of a renewal, after which the overlap is read again; null: the connection's first. */
  readonly renewedBy: string | null;
  readonly request: RunRequest;
  readonly log: Logger;
}

const pauseMs = 150;
/** So long the one who chose may take to ask for the sync; then it has died, and another does. */
const askedWithinMs = 2_000;

/** The first sync after a consent, asked for once however often connect is called (A-8, D-18, D-19). */
export async function firstRun(
  deps: ApiDeps,
  { isFirst, renewedBy, request, log }: FirstRunRequest,
): Promise<RequestedRun> {
  try {
    return isFirst ? await requestRun(deps, request) : await joinFirst(deps, request, renewedBy);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    // The connection stands, and the request's row is served by the next look of the coordinator.
    log.warn({ err: error, connection_id: request.connectionId }, 'the first sync waits for the coordinator');
    return { kind: 'open', status: 'running', runId: null, retryAt: null };
  }
}

async function joinFirst(deps: ApiDeps, request: RunRequest, renewedBy: string | null): Promise<RequestedRun> {
  const { clientId, connectionId } = request;
  const asClient = { clientId, role: 'kontosync_app' } as const;
  const startedAt = performance.now();
  for (;;) {
    const requested = await withClient(deps.orm.em, asClient, async (em) => {
      const requestId = await findFirstRequest(em, { clientId, connectionId, renewedBy });
      return requestId === null ? null : readRequestedRun(em, clientId, requestId);
    });
    const waitedMs = performance.now() - startedAt;
    if (requested === null && waitedMs > askedWithinMs) return requestRun(deps, request);
    const run = requested?.run ?? null;
    if (run !== null && isFinalRun(run.status)) return { kind: 'finished', run };
    if (run?.status === 'parked') return { kind: 'open', status: 'parked', runId: run.id, retryAt: run.retryAt };
    const isOver = requested !== null && waitedMs >= request.waitMs;
    if (isOver || deps.isShuttingDown())
      return { kind: 'open', status: 'running', runId: run?.id ?? null, retryAt: null };
    await pause(pauseMs);
  }
}
