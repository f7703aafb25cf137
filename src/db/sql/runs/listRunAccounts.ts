import type { EntityManager } from '@mikro-orm/postgresql';
import type { AccountOutcome } from '../../../domain/runOutcome.ts';
import { query } from '../../tenantScope.ts';

export interface RunAccountRow {
  readonly accountId: string;
  readonly state: 'reading' | 'staged' | 'merged' | 'partial' | 'parked';
  readonly outcome: AccountOutcome | null;
  readonly code: string | null;
  readonly newRows: number;
  readonly duplicates: number;
}

/** The parts of a run. */
export const listRunAccounts = (em: EntityManager, clientId: string, runId: string): Promise<RunAccountRow[]> =>
  query<RunAccountRow>(
    em,
    `select account_id as "accountId", state, outcome, code, new_rows as "newRows", duplicates
     from sync_run_accounts where client_id = $1 and run_id = $2 order by account_id`,
    [clientId, runId],
  );
