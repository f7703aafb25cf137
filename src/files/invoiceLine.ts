import { invoiceItem } from '../api/shapes/invoiceShape.ts';
import type { OpenItem, Party } from '../domain/matching/openItem.ts';
import { parseMinor } from '../domain/money.ts';

/** An invoice of contract 4, as the API takes it too. Its id is its `external_id`. */
export interface ReadInvoice {
  readonly item: OpenItem;
  readonly party: Party;
}

export const invoiceLine = invoiceItem.transform((invoice): ReadInvoice => {
  const minor = (amount: string): bigint => {
    const parsed = parseMinor(amount, invoice.currency);
    return parsed.ok ? parsed.amountMinor : 0n; // refused by the shape already
  };
  const { party } = invoice;
  return {
    item: {
      id: invoice.external_id,
      externalId: invoice.external_id,
      kind: invoice.kind,
      side: invoice.kind === 'credit_note' ? (invoice.side ?? 'receivable') : invoice.kind,
      number: invoice.number,
      kid: invoice.kid ?? null,
      currency: invoice.currency,
      amountMinor: minor(invoice.amount),
      residualMinor: invoice.status === 'closed' ? 0n : minor(invoice.open_amount),
      issueDate: invoice.issue_date,
      dueDate: invoice.due_date,
      partyId: party.id,
    },
    party: {
      id: party.id,
      name: party.name,
      accounts: party.account === undefined ? [] : [party.account],
      orgNumber: party.org_number ?? null,
      aliases: party.aliases ?? [],
    },
  };
});
