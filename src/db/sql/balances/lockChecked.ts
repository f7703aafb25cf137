import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';
import type { StoredCheck } from './storedCheck.ts';

/** An account whose rows a part of a run has merged, and what is known of its balance. */
export interface CheckedAccount {
  readonly currency: string;
  readonly highWaterDate: CalendarDate | null;
  readonly check: StoredCheck | null;
  readonly merges: number;
  readonly windowFrom: CalendarDate;
  readonly windowTo: CalendarDate;
  readonly isDeep: boolean;
}

/**
 * The account, held against merges until the transaction ends. Null: the part is not merged, its run is not running, or
 * another attempt has begun to read the account (D-3): then the figures say nothing about its rows.
 */
export async function lockChecked(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
): Promise<CheckedAccount | null> {
  const [row] = await query<Omit<CheckedAccount, 'merges'> & { readonly merges: string }>(
    em,
    `select a.currency, a.last_covered_date as "highWaterDate", a.balance_check as "check", a.merges,
            p.window_from as "windowFrom", p.window_to as "windowTo", p.deep as "isDeep"
     from bank_accounts a
     join sync_run_accounts p on p.client_id = a.client_id and p.account_id = a.id and p.run_id = $2
     join sync_runs r on r.client_id = p.client_id and r.id = p.run_id
     where a.client_id = $1 and a.id = $3 and a.fence = p.fence and p.state = 'merged' and r.status = 'running'
     for no key update of a for share of r`,
    [clientId, runId, accountId],
  );
  return row === undefined ? null : { ...row, merges: Number(row.merges) };
}
