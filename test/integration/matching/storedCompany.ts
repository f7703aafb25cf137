import { randomUUIDv7 } from 'node:crypto';
import type { GeneratedCompany, InvoiceRecord } from '../../../bench/matching/generator/index.ts';
import { type MatcherWorld, toMatcherWorld } from '../../../bench/matching/matcherWorld.ts';
import { upsertInvoices } from '../../../src/db/sql/invoices/upsertInvoices.ts';
import { upsertParties } from '../../../src/db/sql/parties/upsertParties.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { invoiceNumberKey } from '../../../src/domain/matching/numberTokens.ts';
import type { OpenItem } from '../../../src/domain/matching/openItem.ts';
import type { Payment } from '../../../src/domain/matching/payment.ts';
import type { TestDatabase } from '../../setup/testDatabase.ts';
import { arrangeAccount, arrangeClient, arrangeConnection, arrangeRun } from '../api/arrange.ts';

export interface StoredCompany {
  readonly clientId: string;
  readonly connectionId: string;
  readonly runId: string;
  /** The same company as the database holds it: by its ids, rows as yet without runs of their own. */
  readonly world: MatcherWorld;
}

/** Stores a generated company as a client of its own: invoices and parties as the API does, rows as a run leaves them. */
export async function storeCompany(database: TestDatabase, company: GeneratedCompany): Promise<StoredCompany> {
  const world = withStoredIds(toMatcherWorld(company));
  const clientId = await arrangeClient(database, {
    matching: JSON.stringify({ mode: 'auto', write_off_limit: '5.00', fifo: true }),
  });
  const { connectionId } = await arrangeConnection(database, { clientId });
  const runId = await arrangeRun(database, { clientId, connectionId });
  const accountIds = new Map<string, string>();
  for (const account of company.ownAccounts) {
    const columns = { identity: account, bban: account, bank_account_id: account };
    accountIds.set(account, await arrangeAccount(database, { clientId, connectionId }, columns));
  }
  await storeInvoices(database, clientId, company.invoices, world.items);
  await storeRows(database, { clientId, runId }, accountIds, world.payments);
  return { clientId, connectionId, runId, world };
}

/** Rows of PostgreSQL have UUIDs; both kinds of ids sort alike, so that what is decided by id is the same. */
function withStoredIds(world: MatcherWorld): MatcherWorld {
  const itemIds = madeIds(world.items.map(({ id }) => id));
  const paymentIds = madeIds(world.payments.map(({ id }) => id));
  return {
    ...world,
    items: world.items.map((item) => ({ ...item, id: itemIds.get(item.id) ?? item.id })),
    payments: world.payments.map((payment) => ({ ...payment, id: paymentIds.get(payment.id) ?? payment.id })),
  };
}

function madeIds(ids: readonly string[]): ReadonlyMap<string, string> {
  const made = ids.map(() => randomUUIDv7()).toSorted();
  return new Map(ids.toSorted().map((id, index) => [id, made[index] ?? id]));
}

async function storeInvoices(
  { orm }: TestDatabase,
  clientId: string,
  invoices: readonly InvoiceRecord[],
  items: readonly OpenItem[],
): Promise<void> {
  const itemOf = new Map(items.map((item) => [item.externalId, item]));
  const records = invoices.flatMap((invoice) => {
    const item = itemOf.get(invoice.external_id);
    if (item === undefined) return [];
    return {
      id: item.id,
      external_id: item.externalId,
      kind: item.kind,
      side: item.side,
      number: item.number,
      number_key: invoiceNumberKey(item.number),
      kid: item.kid,
      amount_minor: item.amountMinor.toString(),
      open_amount_minor: item.residualMinor.toString(),
      currency: item.currency,
      issue_date: item.issueDate,
      due_date: item.dueDate,
      party: invoice.party,
      status: invoice.status,
      applied_match_ids: [],
      version: null,
    };
  });
  await withClient(orm.em, { clientId, role: 'kontosync_app' }, async (em) => {
    await upsertInvoices(em, clientId, records);
    await upsertParties(
      em,
      clientId,
      invoices.map(({ party }) => party),
    );
  });
}

async function storeRows(
  { admin }: TestDatabase,
  { clientId, runId }: { readonly clientId: string; readonly runId: string },
  accountIds: ReadonlyMap<string, string>,
  payments: readonly Payment[],
): Promise<void> {
  const rows = payments.map((payment, index) => ({
    id: payment.id,
    account_id: accountIds.get(payment.ownAccount ?? ''),
    booking_date: payment.bookingDate,
    amount_minor: payment.amountMinor.toString(),
    currency: payment.currency,
    slot: index + 1,
    counterparty_name: payment.counterpartyName,
    counterparty_account: payment.counterpartyAccount,
    text: payment.text,
    kid: payment.kid,
  }));
  await admin(
    `insert into bank_transactions (id, client_id, account_id, booking_date, amount_minor, currency, slot,
       counterparty_name, counterparty_account, text, kid, content_sha256, first_run_id, last_changed_run_id)
     select r.id, $1, r.account_id, r.booking_date, r.amount_minor, r.currency, r.slot, r.counterparty_name,
       r.counterparty_account, r.text, r.kid, ''::bytea, $2, $2
     from json_to_recordset($3) as r(id uuid, account_id uuid, booking_date date, amount_minor bigint, currency text,
       slot int, counterparty_name text, counterparty_account text, text text, kid text)`,
    [clientId, runId, JSON.stringify(rows)],
  );
  const lines = payments.flatMap(({ id, lines: ofRow }) =>
    ofRow.map((line, position) => ({
      transaction_id: id,
      position,
      amount_minor: line.amountMinor.toString(),
      kid: line.kid,
      text: line.text,
      counterparty_name: line.counterpartyName,
    })),
  );
  await admin(
    `insert into transaction_lines (client_id, transaction_id, position, amount_minor, kid, text, counterparty_name)
     select $1, r.* from json_to_recordset($2) as r(transaction_id uuid, position int, amount_minor bigint, kid text,
       text text, counterparty_name text)`,
    [clientId, JSON.stringify(lines)],
  );
}
