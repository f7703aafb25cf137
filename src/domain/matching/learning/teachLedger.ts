import type { CalendarDate } from '../../calendarDate.ts';
import type { MemoryLedger } from '../ledger/memoryLedger.ts';
import { isStrong } from './aliases.ts';
import type { ClientWeights } from './clientWeights.ts';
import type { LearningAction } from './learningAction.ts';
import { replayLog } from './replayLog.ts';

/**
 * What the log teaches until a day; the accounts and names of it that are strong, and no others, are the ledger's until it
 * is taught again (matching 10).
 */
export function teachLedger(ledger: MemoryLedger, log: readonly LearningAction[], asOf: CalendarDate): ClientWeights {
  const weights = replayLog(log, asOf);
  ledger.learn(
    weights.aliases
      .filter(isStrong)
      .flatMap(({ kind, value, partyId }) => (kind === 'org_number' ? [] : [{ kind, value, partyId }])),
  );
  return weights;
}
