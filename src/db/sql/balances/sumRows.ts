import type { EntityManager } from '@mikro-orm/postgresql';
import type { BalanceBase, BalanceEvidence } from '../../../domain/balanceCheck.ts';
import type { DateRange } from '../../../domain/coverage.ts';
import { queryOne } from '../../tenantScope.ts';

export type RowSums = Pick<BalanceEvidence, 'rows' | 'sumMinor' | 'candidateRows' | 'lateMinor' | 'beforeBaseMinor'>;

export interface SumsWanted {
  readonly clientId: string;
  readonly accountId: string;
  readonly currency: string;
  /** What the figure is compared with. */
  readonly summed: DateRange;
  readonly candidate: DateRange | null;
  /** The last agreement: rows of later merges came since. */
  readonly since: BalanceBase | null;
}

interface SumsRow {
  readonly rows: number;
  readonly sum: string;
  readonly candidateRows: number;
  readonly late: string;
  readonly beforeBase: string;
}

/** Σ live rows of an account in its currency, exact: the database sums whole minor units as numeric. */
export async function sumRows(
  em: EntityManager,
  { clientId, accountId, currency, summed, candidate, since }: SumsWanted,
): Promise<RowSums> {
  const through = since !== null && since.through < summed.to ? since.through : summed.to;
  const { rows, sum, candidateRows, late, beforeBase } = await queryOne<SumsRow>(
    em,
    `select count(*) filter (where booking_date >= $4)::int as rows,
            coalesce(sum(amount_minor) filter (where booking_date >= $4), 0)::text as sum,
            count(*) filter (where booking_date between $6::date and $7::date)::int as "candidateRows",
            coalesce(sum(amount_minor) filter (
              where first_merge > $8::bigint and booking_date between $4 and $9), 0)::text as late,
            coalesce(sum(amount_minor) filter (
              where first_merge > $8::bigint and booking_date < $4), 0)::text as "beforeBase"
     from bank_transactions
     where client_id = $1 and account_id = $2 and currency = $3 and status = 'booked' and booking_date <= $5`,
    [
      clientId,
      accountId,
      currency,
      summed.from,
      summed.to,
      candidate?.from ?? null,
      candidate?.to ?? null,
      since?.merges ?? null,
      through,
    ],
  );
  return {
    rows,
    sumMinor: BigInt(sum),
    candidateRows,
    lateMinor: BigInt(late),
    beforeBaseMinor: BigInt(beforeBase),
  };
}
