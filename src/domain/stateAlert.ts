import { addDays, bankToday } from './calendarDate.ts';
import { type ConnectionStatus, connectionStatuses } from './connectionStatus.ts';
import { noticeDays } from './consentClock.ts';
import { type StateFacts, type StateLimit, stateEndsMs, stateRule } from './stateRules.ts';
import { instantOf } from './zonedTime.ts';

const minutes = (count: number): number => count * 60_000;
const hours = (count: number): number => minutes(count * 60);

/** Tasks that the watchdog opens: what should have moved on by itself, or by a person, and did not. */
export const stateAlertKinds = ['state_past_limit', 'operator_did_not_act', 'run_past_limit', 'sync_overdue'] as const;
export type StateAlertKind = (typeof stateAlertKinds)[number];

/** A timer rings at the limit and its step takes a moment: what is later than this was not led out by it. */
export const timerSlackMs = minutes(2);

/** D.2: the open run is no state, but has its longest times. */
export const runLimitsMs = { unattended: minutes(60), attended: minutes(15), parked: hours(24) } as const;

/** D.2: a connection whose runs fail for so long, for causes that pass, is an operator's. */
export const degradedLimitMs = hours(24);

export type OverdueDecision =
  | { readonly kind: 'within'; readonly reason: 'no_limit' | 'time_left' }
  /** `sinceMs`: since when its time has been up. */
  | {
      readonly kind: 'past';
      readonly reason: Extract<StateAlertKind, 'state_past_limit' | 'operator_did_not_act'>;
      readonly sinceMs: number;
    };

/** Whether a connection is in its state for longer than the table allows (D.2, I8). */
export function decideStateOverdue(status: ConnectionStatus, facts: StateFacts, nowMs: number): OverdueDecision {
  const endsMs = stateEndsMs(status, facts);
  if (endsMs === null) return { kind: 'within', reason: 'no_limit' };
  // Nothing leads out of it by itself, so nothing needs a moment.
  const isPaged = status === 'needs_operator';
  if (nowMs < endsMs + (isPaged ? 0 : timerSlackMs)) return { kind: 'within', reason: 'time_left' };
  return { kind: 'past', reason: isPaged ? 'operator_did_not_act' : 'state_past_limit', sinceMs: endsMs };
}

export interface OpenRunFacts {
  readonly status: 'running' | 'parked';
  readonly attended: boolean;
  /** Of a running one when it was taken up last; of a parked one the end of its wait, as the bank named it. */
  readonly fromMs: number;
}

/** When an open run's time is up (epoch milliseconds). */
export function runEndsMs({ status, attended, fromMs }: OpenRunFacts): number {
  if (status === 'parked') return fromMs + runLimitsMs.parked;
  return fromMs + (attended ? runLimitsMs.attended : runLimitsMs.unattended);
}

/** Whether a run is open for longer than D.2 allows. */
export function decideRunOverdue(run: OpenRunFacts, nowMs: number): { readonly sinceMs: number } | null {
  const endsMs = runEndsMs(run);
  return nowMs < endsMs + timerSlackMs ? null : { sinceMs: endsMs };
}

/** A-16, for failures of every kind: so many at once are the bank's or ours, never the connections'. */
const massCount = 20;
const massShare = 0.05;

/** Whether rows that are in trouble are told of one by one, or are one trouble together. */
export function decideMass({ count, of }: { readonly count: number; readonly of: number }): 'each' | 'mass' {
  return count >= massCount && count >= massShare * of ? 'mass' : 'each';
}

/** Connections of this state are past its limit when one of the two lies before (epoch milliseconds). */
export interface StateThreshold {
  readonly status: ConnectionStatus;
  readonly sinceBeforeMs: number | null;
  readonly consentBeforeMs: number | null;
}

/** `decideStateOverdue` turned round, for a query over all connections: the same rows, to the millisecond. */
export const stateThresholds = (nowMs: number, timeZone: string): readonly StateThreshold[] =>
  connectionStatuses.map((status) => ({ status, ...thresholdOf(stateRule(status).limit, nowMs, timeZone) }));

function thresholdOf(limit: StateLimit, nowMs: number, timeZone: string): Omit<StateThreshold, 'status'> {
  const none = { sinceBeforeMs: null, consentBeforeMs: null };
  switch (limit.kind) {
    case 'lasts':
      return { ...none, sinceBeforeMs: nowMs - timerSlackMs - limit.limitMs };
    case 'paged':
      return { ...none, sinceBeforeMs: nowMs - limit.pagedAfterMs };
    case 'consent': {
      const today = bankToday(nowMs - timerSlackMs, timeZone);
      const firstGoodDay = limit.until === 'end' ? today : addDays(today, noticeDays[0]);
      return { ...none, consentBeforeMs: instantOf(firstGoodDay, 0, timeZone) };
    }
    case 'final':
      return none;
  }
}
