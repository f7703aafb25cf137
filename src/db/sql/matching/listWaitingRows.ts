import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { awaitsNoSecondPerson, isNotHeld } from './heldRows.ts';

/** A booked row that has no match yet. */
export interface WaitingRow {
  readonly id: string;
  readonly accountId: string;
  readonly connectionId: string;
  /** The client's own account: IBAN, else kontonummer. */
  readonly ownAccount: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly originalAmountMinor: bigint | null;
  readonly originalCurrency: string | null;
  readonly bookingDate: string;
  readonly counterpartyName: string | null;
  readonly counterpartyAccount: string | null;
  readonly kid: string | null;
  readonly text: string | null;
  /** Payments that the bank booked as this one sum (matching 2), in their order. */
  readonly lines: readonly WaitingLine[];
  readonly matchStatus: 'unmatched' | 'review';
}

export interface WaitingLine {
  readonly amountMinor: string;
  readonly kid: string | null;
  readonly text: string | null;
  readonly counterpartyName: string | null;
}

export interface WaitingRowsQuery {
  readonly clientId: string;
  /** Only rows that this run brought or changed; null: all. */
  readonly runId: string | null;
  readonly afterTransactionId: string | null;
  readonly limit: number;
}

export type WaitingRecord = Omit<WaitingRow, 'amountMinor' | 'originalAmountMinor'> & {
  readonly amountMinor: string;
  readonly originalAmountMinor: string | null;
};

/** SQL: the columns of a `WaitingRecord`, of `bank_transactions t` and `bank_accounts account`. */
export const waitingColumns = `t.id, t.account_id as "accountId", account.connection_id as "connectionId",
  account.identity as "ownAccount", t.amount_minor::text as "amountMinor", t.currency,
  t.original_amount_minor::text as "originalAmountMinor", t.original_currency as "originalCurrency",
  t.booking_date as "bookingDate", t.counterparty_name as "counterpartyName",
  t.counterparty_account as "counterpartyAccount", t.kid, t.text, t.match_status as "matchStatus",
  coalesce((select json_agg(json_build_object('amountMinor', l.amount_minor::text, 'kid', l.kid, 'text', l.text,
                                              'counterpartyName', l.counterparty_name) order by l.position)
            from transaction_lines l where l.client_id = t.client_id and l.transaction_id = t.id), '[]') as lines`;

/** SQL: joins what `waitingColumns` names. */
export const withAccount =
  'join bank_accounts account on account.client_id = t.client_id and account.id = t.account_id';

export const toWaitingRow = (row: WaitingRecord): WaitingRow => ({
  ...row,
  amountMinor: BigInt(row.amountMinor),
  originalAmountMinor: row.originalAmountMinor === null ? null : BigInt(row.originalAmountMinor),
});

/**
 * In the order in which they are decided: by booking date, then id (contract 4). Ignored, matched, withdrawn, replaced and
 * held rows, and those that one of two persons has accepted, are nobody's work here (matching 1, 9).
 */
export async function listWaitingRows(em: EntityManager, wanted: WaitingRowsQuery): Promise<WaitingRow[]> {
  const rows = await query<WaitingRecord>(
    em,
    `select ${waitingColumns} from bank_transactions t ${withAccount}
     where t.client_id = $1 and t.status = 'booked' and t.match_status in ('unmatched', 'review')
       and ($2::uuid is null or t.last_changed_run_id = $2)
       and ($3::uuid is null or (t.booking_date, t.id) > (
         select last.booking_date, last.id from bank_transactions last where last.client_id = $1 and last.id = $3))
       and ${isNotHeld} and ${awaitsNoSecondPerson}
     order by t.booking_date, t.id
     limit $4`,
    [wanted.clientId, wanted.runId, wanted.afterTransactionId, wanted.limit],
  );
  return rows.map(toWaitingRow);
}
