import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventType } from '../../contracts/events.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { addOutboxEvents } from '../../db/sql/effects/addOutboxEvents.ts';
import { closeRun, type RunSums } from '../../db/sql/runs/closeRun.ts';
import { listRunAccounts, type RunAccountRow } from '../../db/sql/runs/listRunAccounts.ts';
import type { LockedRun } from '../../db/sql/runs/lockRun.ts';
import { decideRunEnd } from '../../domain/runEnd.ts';
import { type EmptyReason, emptyReason, type RunStatus } from '../../domain/runOutcome.ts';

export interface RunToEnd {
  readonly clientId: string;
  readonly runId: string;
  readonly run: Pick<LockedRun, 'connectionId' | 'emptyReason'>;
  readonly cancelled: boolean;
  /** What ended it before its parts were through: a code of the error table. */
  readonly failureCode: string | null;
  readonly mayPark: boolean;
  readonly at: Date;
}

/** Ends a run, or parks it, by how its parts ended, with its event and audit entry. What was merged stays. */
export async function endRun(em: EntityManager, ending: RunToEnd): Promise<RunStatus> {
  const { clientId, runId, run, failureCode, cancelled, mayPark, at } = ending;
  const parts = await listRunAccounts(em, clientId, runId);
  const { status, outcomes } = decideRunEnd({ parts, cancelled, failed: failureCode !== null, mayPark });
  const errorCode = failureCode ?? (status === 'parked' || status === 'partial' ? firstCode(parts) : null);
  const sums = await closeRun(em, {
    clientId,
    runId,
    status,
    emptyReason: reasonWhyEmpty(parts, status, run.emptyReason),
    errorCode,
    at,
    parts: parts.flatMap((part, index) => {
      const outcome = outcomes[index] ?? null;
      // A part that waits behind a parked one is read when the run goes on.
      if (outcome === null || outcome === part.outcome || outcome === 'parked') return [];
      return [{ accountId: part.accountId, outcome, code: part.code ?? failureCode }];
    }),
  });
  await tell(em, ending, { status, errorCode, sums });
  return status;
}

const firstCode = (parts: readonly RunAccountRow[]): string | null =>
  parts.find(({ code }) => code !== null)?.code ?? null;

function reasonWhyEmpty(
  parts: readonly RunAccountRow[],
  status: RunStatus,
  known: EmptyReason | null,
): EmptyReason | null {
  if (status !== 'complete' && status !== 'complete_unverified' && status !== 'partial') return known;
  return emptyReason({
    newRows: parts.reduce((sum, { newRows }) => sum + newRows, 0),
    duplicates: parts.reduce((sum, { duplicates }) => sum + duplicates, 0),
    outsideHistory: known === 'outside_history',
  });
}

const events: Partial<Record<RunStatus, EventType>> = {
  complete: 'sync.completed',
  complete_unverified: 'sync.completed',
  partial: 'sync.completed',
  failed: 'sync.failed',
  parked: 'sync.parked',
};

async function tell(
  em: EntityManager,
  { clientId, runId, run: { connectionId } }: RunToEnd,
  {
    status,
    errorCode,
    sums,
  }: { readonly status: RunStatus; readonly errorCode: string | null; readonly sums: RunSums },
): Promise<void> {
  const { fetched, newRows, duplicates, errors } = sums;
  const event = events[status];
  if (event !== undefined)
    await addOutboxEvents(em, clientId, [
      {
        type: event,
        data: {
          connection_id: connectionId,
          sync_run_id: runId,
          counts: { fetched, new: newRows, duplicates, errors },
        },
      },
    ]);
  await addAuditEntries(em, clientId, [
    {
      kind: 'change',
      actor: 'workflow',
      action: 'sync.end',
      subjectId: runId,
      data: { status, code: errorCode, fetched, new: newRows, duplicates, errors },
    },
  ]);
}
