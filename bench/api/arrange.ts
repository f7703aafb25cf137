import type { Client } from 'pg';

export interface Arranged {
  readonly clientIds: readonly string[];
}

/** Clients with a connected account each, and rows of a year in it, none of them matched. */
export async function arrangeClients(
  database: Client,
  { clients, rowsEach }: { readonly clients: number; readonly rowsEach: number },
): Promise<Arranged> {
  await database.query(`insert into clients (client_id) select gen_random_uuid() from generate_series(1, $1)`, [
    clients,
  ]);
  await database.query(
    `insert into bank_connections (id, client_id, bank, connection_status, connected_at)
     select gen_random_uuid(), client_id, 'dnb', 'active', now() from clients`,
  );
  await database.query(
    `insert into bank_accounts (id, client_id, connection_id, identity, bban, currency, bank_account_id)
     select gen_random_uuid(), client_id, id, bban, bban, 'NOK', bban
     from (select *, (10000000000 + row_number() over ())::text as bban from bank_connections) as numbered`,
  );
  await database.query(
    `insert into sync_runs (id, client_id, connection_id, trigger, status, attended, temporal_workflow_id, temporal_run_id)
     select gen_random_uuid(), client_id, id, 'manual', 'complete', false, 'sync/' || id, gen_random_uuid()
     from bank_connections`,
  );
  await database.query(
    `insert into bank_transactions (id, client_id, account_id, booking_date, amount_minor, currency, slot, content_sha256,
       first_run_id, last_changed_run_id, counterparty_name, text, kid, entry_reference)
     select gen_random_uuid(), a.client_id, a.id, date '2025-01-01' + (n * 365 / $1), (n * 7919) % 1000000 - 300000, 'NOK',
       n, decode(repeat('00', 32), 'hex'), r.id, r.id, 'Kunde ' || n % 97 || ' AS',
       'Faktura ' || n || ' betalt', lpad(n::text, 10, '0'), 'ref-' || n
     from bank_accounts a join sync_runs r on r.client_id = a.client_id cross join generate_series(1, $1::int) as n`,
    [rowsEach],
  );
  await database.query('analyze');
  const { rows } = await database.query<{ client_id: string }>('select client_id from clients order by client_id');
  return { clientIds: rows.map(({ client_id }) => client_id) };
}
