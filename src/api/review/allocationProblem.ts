import type { AllocationFault, FaultAt } from '../../domain/review/decideAllocation.ts';
import { type ApiProblem, invalidRequest } from '../problem.ts';

/** In words: the member of the allocation that is wrong, and its rule. */
export const allocationRules: Readonly<Record<AllocationFault, { readonly member: string; readonly message: string }>> =
  {
    unknown_invoice: { member: '', message: 'no invoice of this client' },
    named_twice: { member: '', message: 'the same invoice as an earlier one of the list' },
    not_positive: { member: '.amount', message: 'more than zero' },
    currency_differs: { member: '', message: 'an invoice in the currency of the payment' },
    wrong_direction: { member: '', message: 'money in pays receivables, money out pays payables' },
    sides_mixed: { member: '', message: 'receivables or payables, not both' },
    credit_of_another_party: { member: '', message: 'a credit note is netted against invoices of its own party' },
    more_than_open: { member: '.amount', message: 'no more than is open of the invoice' },
    adds_up_to_nothing: { member: '', message: 'invoices less credit notes come to more than zero' },
    more_than_paid: { member: '', message: 'together no more than was paid' },
  };

/** 422 that names each allocation and its rule. */
export const allocationProblem = (faults: readonly FaultAt[]): ApiProblem =>
  invalidRequest(
    faults.map(({ place, fault }) => ({
      path: place === null ? 'allocations' : `allocations.${place}${allocationRules[fault].member}`,
      message: allocationRules[fault].message,
    })),
  );
