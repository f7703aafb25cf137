import { isoDateOf } from '../calendar.ts';
import type { InvoicePlan, Party, PaymentEvent } from '../events/types.ts';
import type { InvoiceRecord, PartyRecord } from '../records.ts';
import { kroner } from './money.ts';
import type { Numbered } from './numbering.ts';

/** The ERP's ledger as it stood before the first row of the feed: what was paid earlier is off. */
export function renderInvoices(
  numbered: ReadonlyMap<InvoicePlan, Numbered>,
  earlier: readonly PaymentEvent[],
): readonly InvoiceRecord[] {
  const paid = new Map<InvoicePlan, number>();
  for (const { allocations } of earlier)
    for (const { plan, amountMinor } of allocations) paid.set(plan, (paid.get(plan) ?? 0) + amountMinor);
  const parties = new Map<Party, PartyRecord>();
  return Array.from(numbered, ([plan, { externalId, number, kid }]): InvoiceRecord => {
    const openMinor = plan.amountMinor - (paid.get(plan) ?? 0);
    const party = parties.get(plan.party) ?? renderParty(plan.party);
    parties.set(plan.party, party);
    return {
      external_id: externalId,
      ...(plan.kind === 'credit_note' ? { kind: 'credit_note', side: plan.party.side } : { kind: plan.party.side }),
      number,
      ...(kid === null ? {} : { kid }),
      amount: kroner(plan.amountMinor),
      open_amount: kroner(openMinor),
      currency: plan.party.currency,
      issue_date: isoDateOf(plan.issueDay),
      due_date: isoDateOf(plan.dueDay),
      party,
      status: openMinor === 0 ? 'closed' : 'open',
    };
  });
}

const renderParty = ({ id, name, knownAccount, orgNumber, aliases }: Party): PartyRecord => ({
  id,
  name,
  ...(knownAccount === null ? {} : { account: knownAccount }),
  ...(orgNumber === null ? {} : { org_number: orgNumber }),
  ...(aliases.length === 0 ? {} : { aliases }),
});
