import { addDays, bankToday } from './calendarDate.ts';
import { latestSlot, type SlotInput } from './dueSlots.ts';
import { instantOf } from './zonedTime.ts';

/**
 * The due rule of `isDue` turned round for a set of rows: a connection of this frequency has a slot behind it that it
 * did not use exactly if its last attempt lies before this instant (epoch milliseconds). `null`: no slot has passed.
 */
export function dueThreshold(input: Omit<SlotInput, 'lastAttemptAtMs'>): number | null {
  const { frequencyHours, syncTime, timeZone, nowMs } = input;
  if (frequencyHours <= 24) return latestSlot({ ...input, lastAttemptAtMs: null });
  // Above 24 hours slots are counted in days from the attempt's own day: the first has passed where that day, and the
  // step, lie before the latest day whose SYNC_TIME has passed.
  const lastDaily = latestSlot({ frequencyHours: 24, syncTime, timeZone, nowMs, lastAttemptAtMs: null });
  if (lastDaily === null) return null;
  const stepDays = Math.ceil(frequencyHours / 24);
  return instantOf(addDays(bankToday(lastDaily, timeZone), 1 - stepDays), 0, timeZone);
}
