import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface StoredCoverage {
  readonly from: string;
  readonly to: string;
  readonly state: 'complete' | 'complete_unverified' | 'gap';
  readonly reason: string | null;
  readonly sync_run_id: string;
}

/** Which dates of an account were read whole, ascending; one more than `limit` where there are more. */
export const listCoverage = (
  em: EntityManager,
  filter: {
    readonly clientId: string;
    readonly accountId: string;
    readonly afterDate: string | null;
    readonly limit: number;
  },
): Promise<StoredCoverage[]> =>
  query<StoredCoverage>(
    em,
    `select from_date as "from", to_date as "to", state, reason, run_id as sync_run_id from coverage
     where client_id = $1 and account_id = $2 and ($3::date is null or from_date > $3)
     order by from_date limit $4`,
    [filter.clientId, filter.accountId, filter.afterDate, filter.limit + 1],
  );
