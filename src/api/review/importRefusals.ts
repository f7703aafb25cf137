import type { ImportRefusal } from '../../domain/review/decideImport.ts';
import { allocationRules } from './allocationProblem.ts';

const ofAllocations = (text: string): string => `allocations: ${text}`;

/** In words, as an item of an import is answered. */
export const importRefusals: Readonly<Record<ImportRefusal, string>> = {
  unknown_transaction: 'transaction_id: no transaction of this client',
  not_booked: 'transaction_id: the bank no longer shows this transaction',
  held_back: 'transaction_id: it seems to correct another transaction; a later sync settles which of them stands',
  matched_otherwise: 'transaction_id: it is matched otherwise here; undo that match first',
  unknown_invoice: ofAllocations(allocationRules.unknown_invoice.message),
  named_twice: ofAllocations(allocationRules.named_twice.message),
  not_positive: ofAllocations("amounts of the invoice's currency, more than zero"),
  currency_differs: ofAllocations(allocationRules.currency_differs.message),
  wrong_direction: ofAllocations(allocationRules.wrong_direction.message),
  sides_mixed: ofAllocations(allocationRules.sides_mixed.message),
  credit_of_another_party: ofAllocations(allocationRules.credit_of_another_party.message),
  more_than_open: ofAllocations(allocationRules.more_than_open.message),
  adds_up_to_nothing: ofAllocations(allocationRules.adds_up_to_nothing.message),
  more_than_paid: ofAllocations(allocationRules.more_than_paid.message),
};
