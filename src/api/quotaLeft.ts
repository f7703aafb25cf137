import { z } from 'zod';
import { listReadsLeft } from '../db/sql/quota/listReadsLeft.ts';
import { withClient } from '../db/tenantScope.ts';
import { bankToday } from '../domain/calendarDate.ts';
import type { ApiDeps } from './apiDeps.ts';

export const quotaShape = z.object({
  unattended_left_today: z
    .int()
    .meta({ description: 'Reads of transactions that the bank still gives today with nobody present' }),
});

/** What is left of the bank's unattended reads of the day: of the account that has least (D-12). */
export async function quotaLeft(
  { orm, clock, descriptor }: Pick<ApiDeps, 'orm' | 'clock' | 'descriptor'>,
  { clientId, connectionId }: { readonly clientId: string; readonly connectionId: string },
): Promise<z.input<typeof quotaShape>> {
  const bankDay = bankToday(clock.now(), descriptor.timeZone);
  const callsPerDay = descriptor.unattendedCallsPerDay;
  const accounts = await withClient(orm.em, { clientId, role: 'kontosync_app' }, (em) =>
    listReadsLeft(em, { clientId, connectionId, bankDay, callsPerDay }),
  );
  return { unattended_left_today: Math.min(callsPerDay, ...accounts.map(({ left }) => left)) };
}
