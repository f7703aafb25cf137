import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../contracts/sync.ts';
import type { PartRow } from '../../db/sql/pages/readPart.ts';
import { readReadsLeft } from '../../db/sql/quota/readReadsLeft.ts';
import { insertRereads } from '../../db/sql/rereads/insertRereads.ts';
import type { RereadRow } from '../../db/sql/rereads/listRereads.ts';
import { bankToday } from '../../domain/calendarDate.ts';
import type { WantedReread } from '../../domain/ledger/mergePlan.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { allowanceOf } from './daysReads.ts';
import { maxAttendedRereads, maxRereadRounds } from './limits.ts';

export interface RereadsToAsk {
  readonly ref: RunAccountRef;
  readonly part: PartRow;
  /** What the part has asked for so far. */
  readonly known: readonly RereadRow[];
  /** The longest waiting first. */
  readonly wanted: readonly WantedReread[];
}

/**
 * Asks for the dates that a plan wants to be read alone first, as many as reads are left for (ledger 5). A date is asked
 * for once a run, whatever came of it. Returns how many; none: the plan is carried out as it is.
 */
export async function askRereads(
  em: EntityManager,
  { bank: { descriptor }, clock }: Pick<ActivityDeps, 'bank' | 'clock'>,
  { ref, part, known, wanted }: RereadsToAsk,
): Promise<number> {
  const asked = new Set(known.map(({ targetDate }) => targetDate));
  const open = wanted.filter(({ targetDate }) => !asked.has(targetDate));
  if (open.length === 0 || part.rereadRounds >= maxRereadRounds) return 0;
  const left = part.attended
    ? maxAttendedRereads - known.length
    : await readReadsLeft(em, ref, {
        bankDay: bankToday(clock.now(), descriptor.timeZone),
        allowance: allowanceOf(descriptor, part),
      });
  return left <= 0 ? 0 : insertRereads(em, ref, open.slice(0, left));
}
