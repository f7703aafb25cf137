import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import type { PossibleBooking } from '../../../domain/pendingLink.ts';
import { query } from '../../tenantScope.ts';

/** Live rows of an account from a day on that have one of these amounts or ids: what reservations may have become. */
export async function listPossibleBookings(
  em: EntityManager,
  {
    clientId,
    accountId,
    from,
    amountsMinor,
    bankTransactionIds,
  }: {
    readonly clientId: string;
    readonly accountId: string;
    readonly from: CalendarDate;
    readonly amountsMinor: readonly bigint[];
    readonly bankTransactionIds: readonly string[];
  },
): Promise<PossibleBooking[]> {
  const rows = await query<Omit<PossibleBooking, 'amountMinor'> & { readonly amountMinor: string }>(
    em,
    `select id, bank_transaction_id as "bankTransactionId", booking_date as "bookingDate",
            amount_minor as "amountMinor", currency
     from bank_transactions
     where client_id = $1 and account_id = $2 and booking_date >= $3 and status = 'booked'
       and (amount_minor = any($4::bigint[]) or bank_transaction_id = any($5))
     order by booking_date, slot, id`,
    [clientId, accountId, from, amountsMinor.map(String), bankTransactionIds],
  );
  return rows.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) }));
}
