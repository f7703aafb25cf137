import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

/** The account has been merged once more; a window over the whole history is due again in a week (ledger 5). */
export async function recordMerge(
  em: EntityManager,
  {
    clientId,
    accountId,
    deepOn,
  }: { readonly clientId: string; readonly accountId: string; readonly deepOn: CalendarDate | null },
): Promise<void> {
  await query(
    em,
    `update bank_accounts set merges = merges + 1, last_deep_on = coalesce($3, last_deep_on)
     where client_id = $1 and id = $2`,
    [clientId, accountId, deepOn],
  );
}
