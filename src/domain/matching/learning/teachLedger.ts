import type { CalendarDate } from '../../calendarDate.ts';
import type { MemoryLedger } from '../ledger/memoryLedger.ts';
import { isStrong } from './aliases.ts';
import type { ClientWeights } from './clientWeights.ts';
import type { LearningAction } from './learningAction.ts';
import { replayLog } from './replayLog.ts';

/** What the log teaches until a day; the accounts and names of it that are strong are the ledger's from now on (matching 10). */
export function teachLedger(ledger: MemoryLedger, log: readonly LearningAction[], asOf: CalendarDate): ClientWeights {
  const weights = replayLog(log, asOf);
  for (const { kind, value, partyId } of weights.aliases.filter(isStrong)) {
    if (kind === 'account') ledger.learn(partyId, { account: value });
    if (kind === 'name') ledger.learn(partyId, { name: value });
  }
  return weights;
}
