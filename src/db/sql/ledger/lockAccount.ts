import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

export interface LockedAccount {
  /** A bigint as text. */
  readonly fence: string;
  readonly lastCoveredDate: CalendarDate | null;
  /** The cut-over: rows booked before it are never queued (contract 3.1). */
  readonly matchFrom: CalendarDate | null;
  /** Merges so far. */
  readonly merges: number;
}

/**
 * The ledger of an account, for one merge at a time, until the transaction ends (ledger 6, step 0). The advisory lock
 * makes mergers wait before they hold anything; the row's own makes an attempt to read wait for the merge.
 */
export async function lockAccount(
  em: EntityManager,
  clientId: string,
  accountId: string,
): Promise<LockedAccount | null> {
  await query(em, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [accountId]);
  const [row] = await query<Omit<LockedAccount, 'merges'> & { readonly merges: string }>(
    em,
    `select fence, last_covered_date as "lastCoveredDate", match_from as "matchFrom", merges
     from bank_accounts where client_id = $1 and id = $2 for no key update`,
    [clientId, accountId],
  );
  return row === undefined ? null : { ...row, merges: Number(row.merges) };
}
