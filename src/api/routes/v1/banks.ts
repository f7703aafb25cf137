import { z } from 'zod';
import { errorEntry } from '../../../contracts/errorCodes.ts';
import { listRecentRunOutcomes, type RunOutcome } from '../../../db/sql/read/listRecentRunOutcomes.ts';
import { acrossClients } from '../../../db/tenantScope.ts';
import { defineRoute } from '../../defineRoute.ts';
import { reply } from '../../reply.ts';
import { pageOf, pageQuery } from '../../shapes/fields.ts';

const bankItem = z
  .object({
    id: z.string(),
    name: z.string(),
    consent_days: z.int(),
    history_days: z.object({ attended: z.int(), unattended: z.int() }),
    unattended_calls_per_day: z.int(),
    minimum_sync_frequency_hours: z.int(),
    time_zone: z.string(),
    answers_now: z
      .boolean()
      .nullable()
      .meta({ description: 'By the latest run of the last hour that tells; null: none does' }),
  })
  .meta({ id: 'Bank' });

/** What a run's end says about the bank: it answered, it did not, or nothing (a consent or an operator's matter). */
function tellsOf({ status, errorCode }: RunOutcome): boolean | null {
  if (status === 'complete' || status === 'complete_unverified' || status === 'partial') return true;
  if (status === 'failed' && errorCode !== null && errorEntry(errorCode).act === 'bank') return false;
  return null;
}

/** GET /api/v1/banks: what each bank allows, and whether it answers. */
export const getBanks = defineRoute({
  method: 'get',
  path: '/api/v1/banks',
  scope: 'connections:read',
  summary: 'What each bank allows, and whether it answers now',
  query: z.strictObject(pageQuery),
  responses: { 200: pageOf(bankItem) },
  handler:
    ({ orm, descriptor }) =>
    async () => {
      const outcomes = await acrossClients(orm.em, (em) => listRecentRunOutcomes(em, descriptor.bank));
      const item = {
        id: descriptor.bank,
        name: descriptor.displayName,
        consent_days: descriptor.maxConsentDays,
        history_days: { attended: descriptor.attendedHistoryDays, unattended: descriptor.unattendedHistoryDays },
        unattended_calls_per_day: descriptor.unattendedCallsPerDay,
        minimum_sync_frequency_hours: descriptor.minimumSyncFrequencyHours,
        time_zone: descriptor.timeZone,
        answers_now: outcomes.map(tellsOf).find((tells) => tells !== null) ?? null,
      };
      return reply(200, { items: [item], next_cursor: null });
    },
});
