import type { EntityManager } from '@mikro-orm/postgresql';
import type { AllocatedPayment } from '../../../domain/review/decideAllocation.ts';
import { query } from '../../tenantScope.ts';

/** A row that somebody decides about. */
export interface HeldPayment extends AllocatedPayment {
  readonly id: string;
  readonly status: 'booked' | 'withdrawn' | 'replaced';
  readonly matchStatus: 'unmatched' | 'review' | 'matched' | 'ignored';
}

interface Row {
  readonly id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly original_amount_minor: string | null;
  readonly original_currency: string | null;
  readonly status: HeldPayment['status'];
  readonly match_status: HeldPayment['matchStatus'];
}

/**
 * Holds rows until the transaction ends, in the order of their ids and before anything else of a decision: matcher, merges
 * and other people wait, or are waited for, and whoever comes second sees what the first one wrote. Ids that the client
 * has not are left out.
 */
export async function holdPayments(
  em: EntityManager,
  clientId: string,
  transactionIds: readonly string[],
): Promise<readonly HeldPayment[]> {
  if (transactionIds.length === 0) return [];
  const rows = await query<Row>(
    em,
    `select id, amount_minor::text as amount_minor, currency, original_amount_minor::text as original_amount_minor,
            original_currency, status, match_status
     from bank_transactions where client_id = $1 and id = any($2) order by id for no key update`,
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
});
