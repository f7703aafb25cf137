import { addDays, bankToday, daysBetween } from './calendarDate.ts';
import { instantOf } from './zonedTime.ts';

/** Instants are epoch milliseconds. */
export interface SlotInput {
  readonly frequencyHours: number;
  /** HH:MM on the wall clock of `timeZone` (SYNC_TIME). */
  readonly syncTime: string;
  readonly timeZone: string;
  readonly nowMs: number;
  readonly lastAttemptAtMs: number | null;
}

export interface DueInput extends SlotInput {
  /** The connection's state allows syncs (`canSync`). */
  readonly maySync: boolean;
  readonly autoSyncEnabled: boolean;
  /** `retry_at` of the connection's parked run. */
  readonly parkedRetryAtMs: number | null;
  readonly requestWaiting: boolean;
}

export type DueDecision =
  | {
      readonly kind: 'due';
      readonly reason: 'request_waiting' | 'parked_run_may_go_on' | 'never_attempted' | 'slot_passed';
    }
  | {
      readonly kind: 'not_due';
      readonly reason: 'state_forbids' | 'run_is_parked' | 'auto_sync_off' | 'attempted_since_slot';
    };

function minutesOf(syncTime: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(syncTime);
  if (match === null) throw new RangeError('syncTime must be HH:MM');
  return Number(match[1]) * 60 + Number(match[2]);
}

/** Slots of the days around now, ascending. With 24 hours or less a day's slots are SYNC_TIME + k·f, on the wall clock. */
function slotsWithinDay({ frequencyHours, syncTime, timeZone, nowMs }: SlotInput): readonly number[] {
  const first = minutesOf(syncTime);
  const today = bankToday(nowMs, timeZone);
  const slots: number[] = [];
  for (let day = -2; day <= 2; day += 1)
    for (let hours = 0; hours < 24; hours += frequencyHours)
      slots.push(instantOf(addDays(today, day), first + hours * 60, timeZone));
  return slots.toSorted((a, b) => a - b);
}

/** Above 24 hours: the SYNC_TIME of every ⌈f/24⌉-th day after the last attempt. `n` counts the slots from 1. */
function slotAfterAttempt(
  { frequencyHours, syncTime, timeZone }: SlotInput,
  lastAttemptAtMs: number,
  n: number,
): number {
  const stepDays = Math.ceil(frequencyHours / 24);
  return instantOf(addDays(bankToday(lastAttemptAtMs, timeZone), n * stepDays), minutesOf(syncTime), timeZone);
}

function requireFrequency(frequencyHours: number): void {
  if (!Number.isInteger(frequencyHours) || frequencyHours < 1) throw new RangeError('frequencyHours must be 1 or more');
}

/**
 * The latest slot that has passed (design 2), in epoch milliseconds. `null` above 24 hours where no slot has passed since
 * the last attempt, or where there was no attempt: those slots are counted from it.
 */
export function latestSlot(input: SlotInput): number | null {
  requireFrequency(input.frequencyHours);
  const { frequencyHours, timeZone, nowMs, lastAttemptAtMs } = input;
  if (frequencyHours <= 24) return slotsWithinDay(input).findLast((slotMs) => slotMs <= nowMs) ?? null;
  if (lastAttemptAtMs === null) return null;
  const days = daysBetween(bankToday(lastAttemptAtMs, timeZone), bankToday(nowMs, timeZone));
  const steps = Math.floor(days / Math.ceil(frequencyHours / 24));
  const candidates = [steps, steps - 1].filter((n) => n >= 1).map((n) => slotAfterAttempt(input, lastAttemptAtMs, n));
  return candidates.find((slotMs) => slotMs <= nowMs) ?? null;
}

/** Whether a connection is to be synced now, computed from its row (design 2): a changed frequency takes effect by itself. */
export function isDue(input: DueInput): DueDecision {
  const { nowMs, lastAttemptAtMs, parkedRetryAtMs } = input;
  if (!input.maySync) return { kind: 'not_due', reason: 'state_forbids' };
  if (parkedRetryAtMs !== null)
    return parkedRetryAtMs <= nowMs
      ? { kind: 'due', reason: 'parked_run_may_go_on' }
      : { kind: 'not_due', reason: 'run_is_parked' };
  if (input.requestWaiting) return { kind: 'due', reason: 'request_waiting' };
  if (!input.autoSyncEnabled) return { kind: 'not_due', reason: 'auto_sync_off' };
  if (lastAttemptAtMs === null) return { kind: 'due', reason: 'never_attempted' };
  const slotMs = latestSlot(input);
  return slotMs !== null && lastAttemptAtMs < slotMs
    ? { kind: 'due', reason: 'slot_passed' }
    : { kind: 'not_due', reason: 'attempted_since_slot' };
}

/** When the next automatic sync comes, in epoch milliseconds: now where one is due, else the next slot. */
export function nextSyncAt(input: SlotInput): number {
  const { frequencyHours, nowMs, lastAttemptAtMs } = input;
  const passed = latestSlot(input);
  if (lastAttemptAtMs === null || (passed !== null && lastAttemptAtMs < passed)) return nowMs;
  if (frequencyHours > 24) return slotAfterAttempt(input, lastAttemptAtMs, 1);
  return slotsWithinDay(input).find((slotMs) => slotMs > nowMs) ?? nowMs;
}
