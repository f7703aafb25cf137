import type { EntityManager } from '@mikro-orm/postgresql';
import { listHoldingMatches } from '../../db/sql/matching/listHoldingMatches.ts';
import { type HeldInvoice, holdInvoices, type InvoiceName } from '../../db/sql/review/holdInvoices.ts';
import { parseMinor } from '../../domain/money.ts';
import type { AcceptedAllocation } from '../../domain/review/acceptedAllocation.ts';
import {
  type AllocatedPayment,
  type AllocationDecision,
  decideAllocation,
  type FaultAt,
  type WantedAllocation,
} from '../../domain/review/decideAllocation.ts';
import { ApiProblem, invalidRequest } from '../problem.ts';
import { presentMatch } from '../shapes/matchShape.ts';
import { allocationProblem, allocationRules } from './allocationProblem.ts';
import { changedMeanwhile } from './changedMeanwhile.ts';
import { findAmong } from './findAmong.ts';

/** An allocation by the name of its invoice; the amount in minor units, or as the caller wrote it. */
export interface WantedByName {
  readonly name: InvoiceName;
  readonly amount: bigint | string;
}

export interface FittingAllocations {
  readonly allocations: readonly AcceptedAllocation[];
  /** Paid less allocated. */
  readonly differenceMinor: bigint;
}

/**
 * The invoices held, and what is asked for of them found to fit. Throws 422 that names each wrong allocation, or, where a
 * candidate was shown that the ERP's changes no longer let fit, 409 `changed_meanwhile` with its item; 409
 * `already_allocated` with the matches that have it, 409 `invoice_closed`.
 */
export async function requireAllocatable(
  em: EntityManager,
  clientId: string,
  {
    payment,
    wanted,
    toleranceMinor,
    isConverted,
    shownIn,
  }: {
    readonly payment: AllocatedPayment;
    readonly wanted: readonly WantedByName[];
    readonly toleranceMinor: bigint | null;
    readonly isConverted: boolean;
    /** The review item whose candidate this is; null: the caller named the allocations. */
    readonly shownIn: string | null;
  },
): Promise<FittingAllocations> {
  const invoices = await holdInvoices(
    em,
    clientId,
    wanted.map(({ name }) => name),
  );
  const found = resolveNames(wanted, findAmong(invoices));
  const decision = decideAllocation(payment, found, { toleranceMinor, takes: true, isConverted });
  if (decision.kind !== 'fits') throw await refusal(em, clientId, { decision, found, shownIn });
  return {
    differenceMinor: decision.differenceMinor,
    allocations: found.flatMap(({ item, amountMinor }) => (item === null ? [] : [{ invoiceId: item.id, amountMinor }])),
  };
}

async function refusal(
  em: EntityManager,
  clientId: string,
  {
    decision,
    found,
    shownIn,
  }: {
    readonly decision: Exclude<AllocationDecision, { kind: 'fits' }>;
    readonly found: readonly WantedAllocation[];
    readonly shownIn: string | null;
  },
): Promise<ApiProblem> {
  if (decision.kind === 'wrong')
    return shownIn === null
      ? allocationProblem(decision.faults)
      : changedMeanwhile(em, clientId, shownIn, noLongerFitting(decision.faults));
  const { itemIds } = decision;
  if (decision.kind === 'closed')
    return new ApiProblem('invoice_closed', {
      extras: { errors: shownIn === null ? closedErrors(found, itemIds) : closedCandidate },
    });
  const matches = await listHoldingMatches(em, clientId, { invoiceIds: itemIds });
  return new ApiProblem('already_allocated', { extras: { matches: matches.map(presentMatch) } });
}

const noLongerFitting = (faults: readonly FaultAt[]): string => {
  const rules = [...new Set(faults.map(({ fault }) => allocationRules[fault].message))];
  return `The candidate no longer fits (${rules.join('; ')}). It is decided anew by itself: read the item again, or allocate by hand.`;
};

/** Each name with its invoice. Throws 422 for an amount that its invoice's currency cannot have. */
export function resolveNames(
  wanted: readonly WantedByName[],
  find: (name: InvoiceName) => HeldInvoice | null,
): readonly WantedAllocation[] {
  const errors: { path: string; message: string }[] = [];
  const found = wanted.map(({ name, amount }, place) => {
    const item = find(name);
    if (item === null || typeof amount === 'bigint')
      return { item, amountMinor: typeof amount === 'bigint' ? amount : 0n };
    const parsed = parseMinor(amount, item.currency);
    if (!parsed.ok) errors.push({ path: `allocations.${place}.amount`, message: `not an amount in ${item.currency}` });
    return { item, amountMinor: parsed.ok ? parsed.amountMinor : 0n };
  });
  if (errors.length > 0) throw invalidRequest(errors);
  return found;
}

/** A caller that accepted a candidate has named no allocation. */
const closedCandidate = [{ path: 'candidate_id', message: 'nothing is open of an invoice of this candidate' }];

const closedErrors = (found: readonly WantedAllocation[], itemIds: readonly string[]) =>
  found.flatMap(({ item }, place) =>
    item !== null && itemIds.includes(item.id)
      ? [{ path: `allocations.${place}`, message: 'nothing is open of this invoice' }]
      : [],
  );
