import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { AccountOutcome } from '../../../domain/runOutcome.ts';
import { queryOne } from '../../tenantScope.ts';

export interface MergeCounts {
  readonly newRows: number;
  readonly changedRows: number;
  readonly withdrawnRows: number;
  readonly duplicates: number;
  readonly errors: number;
}

/** The part is merged, with the counts of the rows that were written; a repeated merge answers with these (I16). */
export async function markMerged(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  outcome: AccountOutcome,
  { newRows, changedRows, withdrawnRows, duplicates, errors }: MergeCounts,
): Promise<void> {
  await queryOne(
    em,
    `update sync_run_accounts
     set state = 'merged', outcome = $4, code = null, fetched = $5::int + $6::int + $7::int, new_rows = $5,
         duplicates = $6, errors = $7, changed_rows = $8, withdrawn_rows = $9
     where client_id = $1 and run_id = $2 and account_id = $3 and state = 'staged'
     returning run_id`,
    [clientId, runId, accountId, outcome, newRows, duplicates, errors, changedRows, withdrawnRows],
  );
}
