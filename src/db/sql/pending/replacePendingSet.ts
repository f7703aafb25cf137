import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';
import type { PendingRecord } from './pendingRecord.ts';

const columns = `position, bank_transaction_id, booking_date, value_date, entered_at, amount_minor, currency,
  counterparty_name, counterparty_account, text, kid, booked_transaction_id`;

/** The account's reservations become these, as one set; where it is the same set no row is touched (ledger 6, step 8). */
export async function replacePendingSet(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  records: readonly PendingRecord[],
): Promise<void> {
  await query(
    em,
    `with wanted as materialized (
       select ${columns} from json_populate_recordset(null::pending_transactions, $4)
     ), gone as (
       delete from pending_transactions
       where client_id = $1 and account_id = $3 and position not in (select position from wanted)
     )
     insert into pending_transactions as held (client_id, account_id, run_id, ${columns})
     select $1, $3, $2, ${columns} from wanted
     on conflict (client_id, account_id, position) do update
     set run_id = excluded.run_id, bank_transaction_id = excluded.bank_transaction_id,
         booking_date = excluded.booking_date, value_date = excluded.value_date, entered_at = excluded.entered_at,
         amount_minor = excluded.amount_minor, currency = excluded.currency,
         counterparty_name = excluded.counterparty_name, counterparty_account = excluded.counterparty_account,
         text = excluded.text, kid = excluded.kid, booked_transaction_id = excluded.booked_transaction_id
     where (held.bank_transaction_id, held.booking_date, held.value_date, held.entered_at, held.amount_minor,
            held.currency, held.counterparty_name, held.counterparty_account, held.text, held.kid,
            held.booked_transaction_id)
       is distinct from
           (excluded.bank_transaction_id, excluded.booking_date, excluded.value_date, excluded.entered_at,
            excluded.amount_minor, excluded.currency, excluded.counterparty_name, excluded.counterparty_account,
            excluded.text, excluded.kid, excluded.booked_transaction_id)`,
    [clientId, runId, accountId, JSON.stringify(records)],
  );
}
