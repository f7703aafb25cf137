import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface ConnectedAccount {
  /** IBAN, else BBAN, in compact form: finds the account's row again (ledger 2). */
  readonly identity: string;
  readonly iban: string | null;
  readonly bban: string | null;
  readonly currency: string;
  readonly name: string | null;
  readonly bankAccountId: string;
}

export interface ConnectedAccounts {
  readonly clientId: string;
  readonly connectionId: string;
  readonly accounts: readonly ConnectedAccount[];
  /** As asked for at connect; null: not asked for. */
  readonly historyFrom: string | null;
  readonly matchFrom: string | null;
  /** The cut-over of a new account when nothing was asked. */
  readonly defaultFrom: string;
}

/**
 * Gives the accounts to the connection. One that was connected before keeps its row, and so its transactions and
 * coverage; its fence goes up, so that a read of the connection before can write nothing more (D-3).
 */
export async function upsertAccounts(em: EntityManager, given: ConnectedAccounts): Promise<readonly string[]> {
  const accounts = given.accounts.map((account) => ({
    id: randomUUIDv7(),
    identity: account.identity,
    iban: account.iban,
    bban: account.bban,
    currency: account.currency,
    name: account.name,
    bank_account_id: account.bankAccountId,
  }));
  const rows = await query<{ id: string }>(
    em,
    `insert into bank_accounts as a
       (id, client_id, connection_id, identity, iban, bban, currency, name, bank_account_id, history_from, match_from)
     select r.id, $1, $2, r.identity, r.iban, r.bban, r.currency, r.name, r.bank_account_id,
            $4::date, coalesce($5::date, $4::date, $6::date)
     from json_to_recordset($3) as r(id uuid, identity text, iban text, bban text, currency text, name text,
                                     bank_account_id text)
     on conflict (client_id, identity, currency) do update
     set connection_id = excluded.connection_id, iban = coalesce(excluded.iban, a.iban),
         bban = coalesce(excluded.bban, a.bban), name = coalesce(excluded.name, a.name),
         bank_account_id = excluded.bank_account_id, status = 'active', fence = a.fence + 1,
         history_from = least(a.history_from, $4::date), match_from = coalesce($5::date, a.match_from),
         updated_at = now()
     returning id`,
    [
      given.clientId,
      given.connectionId,
      JSON.stringify(accounts),
      given.historyFrom,
      given.matchFrom,
      given.defaultFrom,
    ],
  );
  return rows.map(({ id }) => id);
}
