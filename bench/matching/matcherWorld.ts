import type { ItemAllocation } from '../../src/domain/matching/decision.ts';
import type { ItemKind, LedgerSide, OpenItem, Party } from '../../src/domain/matching/openItem.ts';
import type { Payment } from '../../src/domain/matching/payment.ts';
import { parseMinor } from '../../src/domain/money.ts';
import type { AllocationRecord, GeneratedCompany, InvoiceRecord, TruthRecord } from './generator/index.ts';

/** A generated company as the matcher takes it. */
export interface MatcherWorld {
  readonly payments: readonly Payment[];
  readonly items: readonly OpenItem[];
  readonly parties: readonly Party[];
  readonly ownAccounts: readonly string[];
  readonly truthOf: ReadonlyMap<string, Truth>;
}

export interface Truth extends Pick<TruthRecord, 'kind' | 'tags'> {
  readonly oneToOne: boolean;
  readonly allocations: readonly ItemAllocation[];
  /** Of a payment with lines: what each of them pays, in their order. */
  readonly lines: readonly (readonly ItemAllocation[])[];
}

/** The same records that the files hold; an item's id is its external id. */
export function toMatcherWorld(company: GeneratedCompany): MatcherWorld {
  const linesOf = new Map(company.details.map(({ transaction_id, lines }) => [transaction_id, lines] as const));
  const items = company.invoices.map(toItem);
  const currencyOf = new Map(items.map(({ id, currency }) => [id, currency] as const));
  const toAllocation = ({ external_id, amount }: AllocationRecord): ItemAllocation => ({
    itemId: external_id,
    amountMinor: minor(amount, currencyOf.get(external_id) ?? 'NOK'),
  });
  const parties = new Map(company.invoices.map(({ party }) => [party.id, party] as const));
  return {
    items,
    ownAccounts: company.ownAccounts,
    parties: Array.from(parties.values(), ({ id, name, account, org_number, aliases }) => ({
      id,
      name,
      accounts: account === undefined ? [] : [account],
      orgNumber: org_number ?? null,
      aliases: aliases ?? [],
    })),
    payments: company.transactions.map((row) => ({
      id: row.id,
      bookingDate: row.booking_date,
      amountMinor: minor(row.amount, row.currency),
      currency: row.currency,
      original: null,
      ownAccount: row.account,
      counterpartyName: row.counterparty_name ?? null,
      counterpartyAccount: row.counterparty_account ?? null,
      text: row.text ?? null,
      kid: row.kid ?? null,
      lines: (linesOf.get(row.id) ?? []).map((line) => ({
        amountMinor: minor(line.amount, row.currency),
        kid: line.kid ?? null,
        text: line.text ?? null,
        counterpartyName: line.counterparty_name ?? null,
      })),
    })),
    truthOf: new Map(
      company.truth.map((truth) => [
        truth.transaction_id,
        {
          kind: truth.kind,
          tags: truth.tags,
          oneToOne: truth.one_to_one,
          allocations: truth.allocations.map(toAllocation),
          lines: truth.lines.map((line) => line.map(toAllocation)),
        },
      ]),
    ),
  };
}

function toItem(record: InvoiceRecord): OpenItem {
  const kind: ItemKind = record.kind;
  const side: LedgerSide = record.side ?? (record.kind === 'payable' ? 'payable' : 'receivable');
  return {
    id: record.external_id,
    externalId: record.external_id,
    kind,
    side,
    number: record.number,
    kid: record.kid ?? null,
    currency: record.currency,
    amountMinor: minor(record.amount, record.currency),
    residualMinor: minor(record.open_amount, record.currency),
    issueDate: record.issue_date,
    dueDate: record.due_date,
    partyId: record.party.id,
  };
}

/** Throws RangeError: the generator's amounts are in the contract's form. */
function minor(amount: string, currency: string): bigint {
  const parsed = parseMinor(amount, currency);
  if (!parsed.ok) throw new RangeError(`${amount} ${currency}: ${parsed.reason}`);
  return parsed.amountMinor;
}
