import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';
import type { CountedEndpoint } from './countedEndpoint.ts';

/** The bank has said that there are no more unattended reads of an account today, whatever we have counted (bank D). */
export async function closeDay(
  em: EntityManager,
  { clientId, accountId }: Pick<RunAccountRef, 'clientId' | 'accountId'>,
  { endpoint, bankDay }: { readonly endpoint: CountedEndpoint; readonly bankDay: CalendarDate },
): Promise<void> {
  await query(
    em,
    `insert into unattended_bank_reads (client_id, account_id, endpoint, bank_day, used, closed)
     values ($1, $2, $3, $4, 0, true)
     on conflict (client_id, account_id, endpoint, bank_day) do update set closed = true`,
    [clientId, accountId, endpoint, bankDay],
  );
}
