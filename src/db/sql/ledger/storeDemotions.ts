import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import type { Demotion } from '../../../domain/ledger/idPolicy.ts';
import { query } from '../../tenantScope.ts';

/**
 * Ids of a connection that pair rows no more, with the evidence and the account that gave it (ledger 4). What was demoted
 * before keeps its evidence. Returns the fields that were demoted now.
 */
export async function storeDemotions(
  em: EntityManager,
  {
    clientId,
    connectionId,
    accountId,
    on,
    demotions,
  }: {
    readonly clientId: string;
    readonly connectionId: string;
    readonly accountId: string;
    /** The bank's day of the read. */
    readonly on: CalendarDate;
    readonly demotions: readonly Demotion[];
  },
): Promise<string[]> {
  if (demotions.length === 0) return [];
  const policy = Object.fromEntries(
    demotions.map(({ field, evidence }) => [field, { policy: 'none', evidence, on, account_id: accountId }]),
  );
  const rows = await query<{ field: string }>(
    em,
    `with before as (
       select id, coalesce(id_policy, '{}') as policy from bank_connections
       where client_id = $1 and id = $2 for no key update
     ), stored as (
       update bank_connections c set id_policy = $3::jsonb || before.policy
       from before where c.client_id = $1 and c.id = before.id
     )
     select field from before, jsonb_object_keys($3::jsonb) as field where not before.policy ? field`,
    [clientId, connectionId, JSON.stringify(policy)],
  );
  return rows.map(({ field }) => field);
}
