import { acceptedAllocations, type ShownCandidate } from '../../domain/review/shownCandidate.ts';
import type { WantedAllocationBody } from '../shapes/allocationShape.ts';
import type { WantedByName } from './requireAllocatable.ts';

/** An allocation as a caller sent it: its schema lets only one of the two names pass. */
export const wantedByName = ({ invoice_id, external_id, amount }: WantedAllocationBody): WantedByName => ({
  name: invoice_id === undefined ? { externalId: external_id ?? '' } : { invoiceId: invoice_id },
  amount,
});

/** What accepting a shown candidate takes. */
export const wantedOfCandidate = (candidate: ShownCandidate): readonly WantedByName[] =>
  acceptedAllocations(candidate).map(({ invoiceId, amountMinor }) => ({ name: { invoiceId }, amount: amountMinor }));
