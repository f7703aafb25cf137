import type { EntityManager } from '@mikro-orm/postgresql';
import type { DateRange } from '../../../domain/coverage.ts';
import type { TransactionDetails } from '../../../domain/ledger/bookedEntry.ts';
import type { StoredRow } from '../../../domain/ledger/mergePlan.ts';
import { query } from '../../tenantScope.ts';
import { detailColumns } from './detailColumns.ts';

interface Row extends Omit<StoredRow, 'amountMinor' | 'details'>, Record<TextDetail, string | null> {
  readonly amountMinor: string;
  readonly balanceAfterMinor: string | null;
  readonly originalAmountMinor: string | null;
}
type TextDetail = Exclude<keyof TransactionDetails, 'balanceAfterMinor' | 'originalAmountMinor'>;

const columns = Object.entries(detailColumns)
  .map(([name, column]) => `${column} as "${name}"`)
  .join(', ');

const minorOrNull = (text: string | null): bigint | null => (text === null ? null : BigInt(text));

/** An account's rows of a window and of some dates beside it, whatever their status. */
export async function listStoredRows(
  em: EntityManager,
  {
    clientId,
    accountId,
    window,
    otherDates,
  }: {
    readonly clientId: string;
    readonly accountId: string;
    readonly window: DateRange;
    readonly otherDates: readonly string[];
  },
): Promise<StoredRow[]> {
  const rows = await query<Row>(
    em,
    `select id, booking_date as "bookingDate", amount_minor as "amountMinor", currency, slot, status,
            encode(content_sha256, 'hex') as "contentSha256", value_date as "valueDate", ${columns}
     from bank_transactions
     where client_id = $1 and account_id = $2 and (booking_date between $3 and $4 or booking_date = any($5::date[]))`,
    [clientId, accountId, window.from, window.to, otherDates],
  );
  return rows.map(({ id, bookingDate, amountMinor, currency, slot, status, contentSha256, valueDate, ...details }) => ({
    id,
    bookingDate,
    amountMinor: BigInt(amountMinor),
    currency,
    slot,
    status,
    contentSha256,
    valueDate,
    details: {
      ...details,
      balanceAfterMinor: minorOrNull(details.balanceAfterMinor),
      originalAmountMinor: minorOrNull(details.originalAmountMinor),
    },
  }));
}
