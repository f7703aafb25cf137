import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

/** The account's high-water mark (ledger 7). */
export async function setCoveredDate(
  em: EntityManager,
  clientId: string,
  accountId: string,
  date: CalendarDate | null,
): Promise<void> {
  await query(em, 'update bank_accounts set last_covered_date = $3 where client_id = $1 and id = $2', [
    clientId,
    accountId,
    date,
  ]);
}
