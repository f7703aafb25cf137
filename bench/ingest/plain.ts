import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { query, withClient } from '../../src/db/tenantScope.ts';
import type { MadeRow } from './rows.ts';
import type { Account } from './world.ts';

const rowsAtOnce = 2_500;

/**
 * The same rows by one plain `INSERT … ON CONFLICT`: into a table with the columns, indexes and policies of the ledger's,
 * in the same transactions with role and client. No pages, no pairing, no coverage, no events: the least that an import
 * of rows can be. Milliseconds.
 */
export async function insertPlainly(orm: MikroORM, { clientId, accountId, runId }: Account, rows: readonly MadeRow[]) {
  const slots = new Map<string, number>();
  const records = rows.map((row) => {
    const bucket = `${row.bookingDate}|${row.amount}`;
    const slot = (slots.get(bucket) ?? 0) + 1;
    slots.set(bucket, slot);
    return {
      id: randomUUIDv7(),
      booking_date: row.bookingDate,
      amount_minor: row.amount.replace('.', ''),
      slot,
      counterparty_name: row.creditor,
      text: row.text,
      kid: row.kid,
      bank_transaction_id: `0116_${String(row.serial).padStart(13, '0')}_0000001`,
      content: randomUUID().replaceAll('-', '').repeat(2),
    };
  });
  const beganAt = performance.now();
  await withClient(orm.em, { clientId, role: 'kontosync_worker', statementTimeoutMs: 60_000 }, async (em) => {
    for (let start = 0; start < records.length; start += rowsAtOnce)
      await query(
        em,
        `insert into plain_transactions (id, client_id, account_id, booking_date, amount_minor, currency, slot, value_date,
           counterparty_name, text, kid, bank_transaction_id, content_sha256, first_run_id, last_changed_run_id)
         select id, $1, $2, booking_date, amount_minor, 'NOK', slot, booking_date, counterparty_name, text, kid,
                bank_transaction_id, decode(content, 'hex'), $3, $3
         from json_to_recordset($4) as r(id uuid, booking_date date, amount_minor bigint, slot int,
           counterparty_name text, text text, kid text, bank_transaction_id text, content text)
         on conflict (client_id, account_id, booking_date, amount_minor, currency, slot) do nothing`,
        [clientId, accountId, runId, JSON.stringify(records.slice(start, start + rowsAtOnce))],
      );
  });
  return performance.now() - beganAt;
}
