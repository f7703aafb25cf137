import type { EntityManager } from '@mikro-orm/postgresql';
import type { CoverageInterval } from '../../../domain/coverage.ts';
import { query } from '../../tenantScope.ts';

/** The account's coverage, ascending (ledger 7). */
export const readCoverage = (em: EntityManager, clientId: string, accountId: string): Promise<CoverageInterval[]> =>
  query<CoverageInterval>(
    em,
    `select from_date as "from", to_date as "to", state, reason
     from coverage where client_id = $1 and account_id = $2 order by from_date`,
    [clientId, accountId],
  );
