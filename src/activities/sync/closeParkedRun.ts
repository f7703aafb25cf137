import type { EntityManager } from '@mikro-orm/postgresql';
import type { ErrorCode } from '../../contracts/errorCodes.ts';
import { findOpenRun } from '../../db/sql/runs/findOpenRun.ts';
import { endRun } from './endRun.ts';

/**
 * Ends the parked run of a connection that leaves the states in which it may sync: no coordinator would take it up again,
 * and it would stay open for ever. A run in flight is left alone: its workflow ends it. In the transaction of the change.
 */
export async function closeParkedRun(
  em: EntityManager,
  {
    clientId,
    connectionId,
    code,
    at,
  }: { readonly clientId: string; readonly connectionId: string; readonly code: ErrorCode; readonly at: Date },
): Promise<void> {
  const open = await findOpenRun(em, clientId, connectionId);
  if (open?.status !== 'parked') return;
  const run = { connectionId, emptyReason: null };
  await endRun(em, { clientId, runId: open.id, run, cancelled: true, failureCode: code, mayPark: false, at });
}
