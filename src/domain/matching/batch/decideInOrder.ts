import type { Decision } from '../decision.ts';
import { compareText } from '../hypotheses/interchangeable.ts';
import { type PaymentPart, partsOf } from '../hypotheses/paymentLines.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { Payment } from '../payment.ts';
import { decideParts, type PartDecision } from './decideDay.ts';
import type { DecisionOptions } from './decisionOptions.ts';
import { Weighings } from './weighings.ts';
import { withoutVetoedSets } from './withoutVetoedSets.ts';

/**
 * Decides about payments day by day, in order of booking date, so that files and the service agree (matching 6); the order
 * of the input does not matter. What is posted is allocated in the ledger and told to it, so that a payer's habits are
 * known from the next day on. Whatever is not posted is decided again, within its day and when all days are done, until
 * nothing more is posted: a second run finds nothing else to do (matching 12, property 3). By booking date, payment id and
 * line.
 */
export function decideInOrder(
  payments: readonly Payment[],
  ledger: MatchingLedger,
  options: DecisionOptions,
): readonly Decision[] {
  const weighings = new Weighings(ledger, options);
  const posted: PartDecision[] = [];
  let waiting = goThrough(payments.flatMap(partsOf));
  for (let before = Number.POSITIVE_INFINITY; waiting.length < before; ) {
    before = waiting.length;
    waiting = goThrough(waiting.map(({ part }) => part));
  }
  const last = daysOf(payments.flatMap(partsOf)).at(-1)?.[0];
  if (last !== undefined) weighings.moveTo(last.payment.bookingDate);
  // The lines of a row that were decided one after the other may together be what was rejected.
  const inAll = withoutVetoedSets([...posted, ...waiting], options);
  return inAll.toSorted(compareDecided).map(({ decision }) => decision);

  function goThrough(parts: readonly PaymentPart[]): readonly PartDecision[] {
    return daysOf(parts).flatMap((ofDay) => {
      weighings.moveTo(ofDay[0]?.payment.bookingDate ?? '');
      return settleDay(ofDay);
    });
  }

  /** Posts what can be; gives the rest. */
  function settleDay(parts: readonly PaymentPart[]): readonly PartDecision[] {
    const decided = decideParts(parts, ledger, options, (part) => weighings.weigh(part));
    const [autos, others] = [decided.filter(isAuto), decided.filter((one) => !isAuto(one))];
    if (autos.length === 0) return others;
    for (const { part, decision } of autos) weighings.post(part, decision.allocations);
    posted.push(...autos);
    return settleDay(others.map(({ part }) => part));
  }
}

const isAuto = ({ decision }: PartDecision): boolean => decision.decision === 'auto';

const daysOf = (parts: readonly PaymentPart[]): readonly (readonly PaymentPart[])[] =>
  [...Map.groupBy(parts, ({ payment }) => payment.bookingDate)]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([, ofDay]) => ofDay);

const compareDecided = ({ part: a }: PartDecision, { part: b }: PartDecision): number =>
  compareText(a.payment.bookingDate, b.payment.bookingDate) || compareText(a.payment.id, b.payment.id);
