import type { BankError } from '../../bank/bankError.ts';
import { isPageKeyRefused, isPeriodRefused } from '../../bank/classifyFailure.ts';
import type { ErrorCode } from '../../contracts/errorCodes.ts';
import type { PartRow } from '../../db/sql/pages/readPart.ts';
import { restartReading } from '../../db/sql/pages/restartReading.ts';
import { shrinkWindow } from '../../db/sql/pages/shrinkWindow.ts';
import { withClient } from '../../db/tenantScope.ts';
import { addDays, bankToday } from '../../domain/calendarDate.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { mostRestarts } from './limits.ts';
import type { Reader } from './readSeries.ts';

const role = 'kontosync_worker' as const;

/** Whether the window is read again from page 1, or reading ends. Throws what only the run can answer. */
export async function answerRefusal(
  { orm, bank, clock }: ActivityDeps,
  { ref, part }: Reader,
  { error, isFirst, fence }: { readonly error: BankError; readonly isFirst: boolean; readonly fence: string },
): Promise<{ readonly from: PartRow['windowFrom'] | null } | { readonly code: ErrorCode }> {
  const { clientId } = ref;
  const { timeZone, unattendedHistoryDays } = bank.descriptor;
  if (error.code === 'page_unreadable') return { code: 'page_unreadable' };
  if (isFirst && isPeriodRefused(error.details)) {
    const from = addDays(bankToday(clock.now(), timeZone), -unattendedHistoryDays);
    if (part.windowTo < from) return { code: 'window_not_allowed' };
    if (await withClient(orm.em, { clientId, role }, (em) => shrinkWindow(em, ref, { fence, from }))) return { from };
  }
  if (!isFirst && isPageKeyRefused(error.details)) {
    const restart = await withClient(orm.em, { clientId, role }, (em) =>
      restartReading(em, ref, { fence, mostRestarts }),
    );
    return restart === null ? { code: 'page_unreadable' } : { from: null };
  }
  throw error;
}
