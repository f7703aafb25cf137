import type { EntityManager } from '@mikro-orm/postgresql';
import type { Alert } from '../../db/sql/reconcile/insertAlerts.ts';
import { listOverdueConnections } from '../../db/sql/reconcile/listOverdueConnections.ts';
import { listOverdueRuns } from '../../db/sql/reconcile/listOverdueRuns.ts';
import { listStaleConnections } from '../../db/sql/reconcile/listStaleConnections.ts';
import { decideRunOverdue, decideStateOverdue, runLimitsMs, stateThresholds } from '../../domain/stateAlert.ts';
import { freshnessLimitMs } from '../../domain/stateFreshness.ts';

/** So many of a kind in one look; the rest is told in the next. */
const mostOfAKind = 500;

export interface ClientAlert extends Alert {
  readonly clientId: string;
}
export interface Look {
  readonly nowMs: number;
  /** Of the bank. */
  readonly timeZone: string;
}

const instant = (epochMs: number): string => new Date(epochMs).toISOString();

/** Connections past their state's limit (D.2) that nobody was told of. */
export async function findStateAlerts(em: EntityManager, { nowMs, timeZone }: Look): Promise<ClientAlert[]> {
  const candidates = await listOverdueConnections(em, {
    thresholds: stateThresholds(nowMs, timeZone),
    limit: mostOfAKind,
  });
  return candidates.flatMap(({ clientId, connectionId, status, sinceMs, consentExpiresMs, subject }) => {
    const decision = decideStateOverdue(status, { sinceMs, consentExpiresMs, timeZone }, nowMs);
    if (decision.kind === 'within') return [];
    const data = { status, since: instant(sinceMs), limit_at: instant(decision.sinceMs) };
    return [{ kind: decision.reason, clientId, connectionId, runId: null, subject, data }];
  });
}

/** Runs that are open for longer than they may be. */
export async function findRunAlerts(em: EntityManager, { nowMs }: Look): Promise<ClientAlert[]> {
  const before = new Date(nowMs - Math.min(...Object.values(runLimitsMs)));
  const candidates = await listOverdueRuns(em, { before, limit: mostOfAKind });
  return candidates.flatMap(({ clientId, connectionId, runId, status, attended, fromMs, subject }) => {
    const overdue = decideRunOverdue({ status, attended, fromMs }, nowMs);
    if (overdue === null) return [];
    const data = { status, since: instant(fromMs), limit_at: instant(overdue.sinceMs) };
    return [{ kind: 'run_past_limit' as const, clientId, connectionId, runId, subject, data }];
  });
}

/** Connections that were not synced completely within their time (E-7). */
export async function findFreshnessAlerts(em: EntityManager, { nowMs }: Look): Promise<ClientAlert[]> {
  const now = new Date(nowMs);
  const stale = await listStaleConnections(em, { now, limitMs: freshnessLimitMs, limit: mostOfAKind });
  return stale.map(({ clientId, connectionId, freshMs, subject }) => ({
    kind: 'sync_overdue' as const,
    clientId,
    connectionId,
    runId: null,
    subject,
    data: { last_complete_at: instant(freshMs) },
  }));
}
