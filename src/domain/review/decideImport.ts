import { type AcceptedAllocation, allocationsKey } from './acceptedAllocation.ts';
import {
  type AllocatedPayment,
  type AllocationFault,
  decideAllocation,
  type WantedAllocation,
} from './decideAllocation.ts';

/** A row as an import finds it. */
export interface ImportedRow {
  readonly payment: AllocatedPayment;
  readonly status: 'booked' | 'withdrawn' | 'replaced';
  /** It seems to correct another row, whose payment may be matched already (ledger 6, step 6). */
  readonly isHeldBack: boolean;
  /** Of the active match; null: the row has none. */
  readonly matched: readonly AcceptedAllocation[] | null;
  /** Of the last import that named the row; null: none did. */
  readonly imported: readonly AcceptedAllocation[] | null;
}

export type ImportRefusal = AllocationFault | 'unknown_transaction' | 'not_booked' | 'held_back' | 'matched_otherwise';

export type ImportDecision =
  /** New to learn from. A row that still waits leaves the queue with it. */
  | { readonly kind: 'teaches'; readonly allocations: readonly AcceptedAllocation[] }
  /** Told before, in the same way. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly reason: ImportRefusal };

/**
 * What becomes of a decision that was made elsewhere (contract 4, confirmed). The ERP's figures hold it already, so nothing
 * is taken of the invoices and none need be open; only direction, currency and that each stands once are checked. It never
 * contradicts a match that stands here.
 */
export function decideImport(row: ImportedRow | null, wanted: readonly WantedAllocation[]): ImportDecision {
  if (row === null) return refused('unknown_transaction');
  if (row.status !== 'booked') return refused('not_booked');
  if (row.isHeldBack && row.matched === null) return refused('held_back');
  const fits = decideAllocation(row.payment, wanted, { toleranceMinor: null, takes: false });
  if (fits.kind === 'wrong') return refused(fits.faults[0]?.fault ?? 'unknown_invoice');
  const allocations = wanted.flatMap(({ item, amountMinor }) =>
    item === null ? [] : [{ invoiceId: item.id, amountMinor }],
  );
  if (row.matched !== null && !isSame(row.matched, allocations)) return refused('matched_otherwise');
  if (row.imported !== null && isSame(row.imported, allocations)) return { kind: 'unchanged' };
  return { kind: 'teaches', allocations };
}

const refused = (reason: ImportRefusal): ImportDecision => ({ kind: 'refused', reason });

const isSame = (one: readonly AcceptedAllocation[], other: readonly AcceptedAllocation[]): boolean =>
  allocationsKey(one) === allocationsKey(other);
