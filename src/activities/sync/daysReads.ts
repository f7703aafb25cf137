import type { BankDescriptor } from '../../bank/descriptor.ts';
import type { RunAccountRef } from '../../contracts/sync.ts';
import type { PartRow } from '../../db/sql/pages/readPart.ts';
import { closeDay } from '../../db/sql/quota/closeDay.ts';
import type { CountedEndpoint } from '../../db/sql/quota/countedEndpoint.ts';
import { reserveRead } from '../../db/sql/quota/reserveRead.ts';
import { returnRead } from '../../db/sql/quota/returnRead.ts';
import { withClient } from '../../db/tenantScope.ts';
import { addDays, type CalendarDate } from '../../domain/calendarDate.ts';
import { type ReadAllowance, readAllowance } from '../../domain/unattendedReads.ts';
import { instantOf } from '../../domain/zonedTime.ts';
import type { ActivityDeps } from '../activityDeps.ts';

const role = 'kontosync_worker' as const;

/** A read that was taken off the day's; it can be given back once. */
export interface ReservedRead {
  giveBack(): Promise<void>;
}

/**
 * The unattended reads of one account and endpoint, for one attempt to read (D-12), by the bank's day on which a question
 * is put: its answer may come after midnight, and is about that day all the same.
 */
export interface DaysReads {
  /** Null: none is left for this run on that day. */
  reserve(bankDay: CalendarDate): Promise<ReservedRead | null>;
  /** The bank says that there are none, whatever was counted. */
  close(bankDay: CalendarDate): Promise<void>;
}

/** Each in a transaction of its own: what was reserved stays so after a crash. */
export function openDaysReads(
  { orm, bank }: Pick<ActivityDeps, 'orm' | 'bank'>,
  {
    ref,
    part,
    endpoint,
    fence,
  }: {
    readonly ref: RunAccountRef;
    readonly part: Pick<PartRow, 'isAskedFor'>;
    readonly endpoint: CountedEndpoint;
    readonly fence: string;
  },
): DaysReads {
  const { clientId } = ref;
  const allowance = allowanceOf(bank.descriptor, part);
  return {
    async reserve(bankDay) {
      const isReserved = await withClient(orm.em, { clientId, role }, (em) =>
        reserveRead(em, ref, { endpoint, bankDay, allowance, fence }),
      );
      if (!isReserved) return null;
      return {
        giveBack: () => withClient(orm.em, { clientId, role }, (em) => returnRead(em, ref, { endpoint, bankDay })),
      };
    },
    close: (bankDay) => withClient(orm.em, { clientId, role }, (em) => closeDay(em, ref, { endpoint, bankDay })),
  };
}

/** What a run may read of the bank without a person. */
export const allowanceOf = (
  { unattendedCallsPerDay }: Pick<BankDescriptor, 'unattendedCallsPerDay'>,
  { isAskedFor }: Pick<PartRow, 'isAskedFor'>,
): ReadAllowance => readAllowance({ callsPerDay: unattendedCallsPerDay, isAskedFor });

/**
 * When a run may go on that has no read left on a day: the bank's next one begins, and what the bank asked to wait is over.
 * Asked sooner, a bank that counts from its own midnight would close the new day too.
 */
export function retryAt({
  bankDay,
  nowMs,
  waitMs,
  timeZone,
}: {
  readonly bankDay: CalendarDate;
  readonly nowMs: number;
  readonly waitMs: number;
  readonly timeZone: string;
}): Date {
  return new Date(Math.max(instantOf(addDays(bankDay, 1), 0, timeZone), nowMs + waitMs));
}
