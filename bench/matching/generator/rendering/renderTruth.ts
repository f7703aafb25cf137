import type { PaymentEvent, PlanAllocation } from '../events/types.ts';
import type { AllocationRecord, TruthRecord } from '../records.ts';
import { kroner } from './money.ts';
import type { RenderContext } from './renderRow.ts';

/** What the row pays, and what is left over. */
export function renderTruth(
  event: PaymentEvent,
  transactionId: string,
  tags: readonly string[],
  { numberOf }: Pick<RenderContext, 'numberOf'>,
): TruthRecord {
  const write = (allocations: readonly PlanAllocation[]): readonly AllocationRecord[] =>
    allocations.flatMap(({ plan, amountMinor }) => {
      const numbered = numberOf(plan);
      return numbered === null ? [] : [{ external_id: numbered.externalId, amount: kroner(amountMinor) }];
    });
  const [only] = event.allocations;
  const net = event.allocations.reduce(
    (sum, { plan, amountMinor }) => sum + (plan.kind === 'credit_note' ? -amountMinor : amountMinor),
    0,
  );
  const residual = event.amountMinor - Math.abs(net);
  return {
    transaction_id: transactionId,
    allocations: write(event.allocations),
    kind: event.kind,
    residual: event.original === null ? `${residual < 0 ? '-' : ''}${kroner(Math.abs(residual))}` : null,
    one_to_one:
      event.allocations.length === 1 &&
      event.parts.length === 0 &&
      event.original === null &&
      residual === 0 &&
      only?.amountMinor === only?.plan.amountMinor,
    tags,
    lines: event.partsShown ? event.parts.map(({ allocations }) => write(allocations)) : [],
  };
}
