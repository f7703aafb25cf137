import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface RunOutcome {
  readonly status: string;
  readonly errorCode: string | null;
}

/**
 * How the bank's latest runs of the last hour ended, whoever's they are, latest first: codes only. Looks at the 50 runs
 * that were opened last (their ids are in order of time), so that it costs the same whatever the table's size.
 */
export const listRecentRunOutcomes = (em: EntityManager, bank: string): Promise<RunOutcome[]> =>
  query<RunOutcome>(
    em,
    `select r.status, r.error_code as "errorCode"
     from (select * from (select id, client_id, connection_id, status, error_code, finished_at
                          from sync_runs order by id desc limit 50) latest
           where finished_at > now() - interval '1 hour') r
     join bank_connections c on c.client_id = r.client_id and c.id = r.connection_id and c.bank = $1
     order by r.finished_at desc`,
    [bank],
  );
