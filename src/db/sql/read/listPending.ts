import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { instant } from './instant.ts';

/** A reserved entry. Amount in minor units as text, dates `YYYY-MM-DD`. */
export interface StoredPending {
  readonly position: number;
  readonly amount_minor: string;
  readonly currency: string;
  readonly booking_date: string | null;
  readonly value_date: string | null;
  readonly entered_at: string | null;
  readonly counterparty_name: string | null;
  readonly counterparty_account: string | null;
  readonly text: string | null;
  readonly kid: string | null;
  readonly booked_transaction_id: string | null;
}

/** The account's set of pending entries and when it was replaced last; null: the client has no such account. */
export async function listPending(
  em: EntityManager,
  clientId: string,
  accountId: string,
): Promise<{ readonly asOf: string | null; readonly entries: readonly StoredPending[] } | null> {
  const [account] = await query<{ as_of: string | null }>(
    em,
    `select ${instant('pending_at')} as as_of from bank_accounts where client_id = $1 and id = $2`,
    [clientId, accountId],
  );
  if (account === undefined) return null;
  const entries = await query<StoredPending>(
    em,
    `select position, amount_minor::text as amount_minor, currency, booking_date, value_date, entered_at,
            counterparty_name, counterparty_account, text, kid, booked_transaction_id
     from pending_transactions where client_id = $1 and account_id = $2 order by position`,
    [clientId, accountId],
  );
  return { asOf: account.as_of, entries };
}
