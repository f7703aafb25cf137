import type { EntityManager } from '@mikro-orm/postgresql';
import type { AllocatedPayment } from '../../../domain/review/decideAllocation.ts';
import { query } from '../../tenantScope.ts';
import { isNotHeld } from '../matching/heldRows.ts';
import { holdOffMatching } from '../matching/lockMatching.ts';

/** A row that somebody decides about. */
export interface HeldPayment extends AllocatedPayment {
  readonly id: string;
  readonly status: 'booked' | 'withdrawn' | 'replaced';
  readonly matchStatus: 'unmatched' | 'review' | 'matched' | 'ignored';
  /** It seems to correct another row, whose payment may be matched already (ledger 6, step 6). */
  readonly isHeldBack: boolean;
}

interface Row {
  readonly id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly original_amount_minor: string | null;
  readonly original_currency: string | null;
  readonly status: HeldPayment['status'];
  readonly match_status: HeldPayment['matchStatus'];
  readonly is_held_back: boolean;
}

/**
 * Holds rows until the transaction ends, in the order of their ids and before anything else of a decision: matcher, merges
 * and other people wait, or are waited for, and whoever comes second sees what the first one wrote. Ids that the client
 * has not are left out. Two statements, as in `holdAppliedMatches`.
 */
export async function holdPayments(
  em: EntityManager,
  clientId: string,
  transactionIds: readonly string[],
): Promise<readonly HeldPayment[]> {
  if (transactionIds.length === 0) return [];
  await holdOffMatching(em, clientId);
  await query(em, 'select from bank_transactions where client_id = $1 and id = any($2) order by id for no key update', [
    clientId,
    transactionIds,
  ]);
  const rows = await query<Row>(
    em,
    `select t.id, t.amount_minor::text as amount_minor, t.currency, t.original_amount_minor::text as original_amount_minor,
            t.original_currency, t.status, t.match_status, not ${isNotHeld} as is_held_back
     from bank_transactions t where t.client_id = $1 and t.id = any($2) order by t.id`,
    [clientId, transactionIds],
  );
  return rows.map(toPayment);
}

/** One row; null: the client has none with this id. */
export async function holdPayment(
  em: EntityManager,
  clientId: string,
  transactionId: string,
): Promise<HeldPayment | null> {
  const [payment] = await holdPayments(em, clientId, [transactionId]);
  return payment ?? null;
}

const toPayment = (row: Row): HeldPayment => ({
  id: row.id,
  amountMinor: BigInt(row.amount_minor),
  currency: row.currency,
  original:
    row.original_amount_minor === null || row.original_currency === null
      ? null
      : { amountMinor: BigInt(row.original_amount_minor), currency: row.original_currency },
  status: row.status,
  matchStatus: row.match_status,
  isHeldBack: row.is_held_back,
});
