import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** How far the reading of an account has come, beside its coverage. Dates `YYYY-MM-DD`. */
export interface Reached {
  readonly achieved_from: string | null;
  readonly last_covered_date: string | null;
  /** Entries that cannot be understood and that nobody has accepted; the same form again counts once. */
  readonly quarantined: number;
  readonly unsettled: readonly { readonly date: string; readonly reason: string; readonly since: string }[];
}

/** Null: the client has no such account. */
export async function readReached(em: EntityManager, clientId: string, accountId: string): Promise<Reached | null> {
  const [row] = await query<Reached>(
    em,
    `select a.achieved_from, a.last_covered_date,
            (select count(distinct coalesce(q.raw_sha256, q.id::text::bytea))::int from quarantined_entries q
             where q.client_id = a.client_id and q.account_id = a.id and q.accepted_at is null) as quarantined,
            (select coalesce(json_agg(json_build_object('date', u.date, 'reason', u.reason, 'since', u.since)
                                      order by u.date), '[]')
             from unsettled_dates u where u.client_id = a.client_id and u.account_id = a.id) as unsettled
     from bank_accounts a where a.client_id = $1 and a.id = $2`,
    [clientId, accountId],
  );
  return row ?? null;
}
