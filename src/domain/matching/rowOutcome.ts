import type { DecidedCandidate, Decision, HypothesisKind, ItemAllocation, Reason, TaskKind } from './decision.ts';
import type { PaymentLine } from './payment.ts';

/** What becomes of one row: of its decision or, where it was told in lines, of the decisions about each of them. */
export type RowOutcome = PostedOutcome | ProposedOutcome;

export interface PostedOutcome {
  readonly outcome: 'matched';
  readonly kind: HypothesisKind;
  readonly allocations: readonly ItemAllocation[];
  readonly evidenceClass: string;
  readonly probability: number;
  readonly logOdds: number;
  readonly residualMinor: bigint;
  readonly reasons: readonly Reason[];
}

export interface ProposedOutcome {
  readonly outcome: 'proposed';
  /** Why nothing is posted: what withholds the best candidate, the task's kind, or `no_candidate`. */
  readonly reason: string;
  readonly candidates: readonly DecidedCandidate[];
  readonly task: TaskKind | null;
  /** Of the best candidate. */
  readonly evidenceClass: string | null;
  readonly logOdds: number;
}

/**
 * A row that was told in lines is posted as a whole or not at all: its lines add up to it (matching 2).
 * @param decisions one, or one of each line, in any order
 * @param lines as they were told, where the row has any
 */
export function rowOutcome(
  decisions: readonly Decision[],
  lines: readonly Pick<PaymentLine, 'amountMinor'>[] = [],
): RowOutcome {
  const [first, ...others] = decisions;
  if (first === undefined) throw new RangeError('a row without a decision');
  if (first.lineIndex === null && others.length === 0) return outcomeOf(first);
  return outcomeOfLines(
    decisions.toSorted((a, b) => (a.lineIndex ?? 0) - (b.lineIndex ?? 0)),
    lines,
  );
}

function outcomeOf(decision: Decision): RowOutcome {
  const { kind, allocations, evidenceClass, probability, logOdds, residualMinor, candidates, task } = decision;
  if (decision.decision === 'auto')
    return {
      outcome: 'matched',
      kind,
      allocations,
      evidenceClass: evidenceClass ?? kind,
      probability,
      logOdds,
      residualMinor,
      reasons: candidates[0]?.reasons ?? [],
    };
  const reason = task ?? (candidates.length === 0 ? 'no_candidate' : (decision.withheldBecause ?? 'below_threshold'));
  return { outcome: 'proposed', reason, candidates, task, evidenceClass, logOdds };
}

/**
 * One candidate for the row: of each line what is likeliest. Lines without one are fees, or a person's to say; so are those
 * of the other direction, as one match never mixes signs, and those whose invoice another line pays.
 */
function outcomeOfLines(
  decisions: readonly Decision[],
  lines: readonly Pick<PaymentLine, 'amountMinor'>[],
): RowOutcome {
  const isOut = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n) < 0n;
  const ofRow = decisions.filter(({ lineIndex }) => (lines[lineIndex ?? 0]?.amountMinor ?? 0n) < 0n === isOut);
  const parts = withoutSecondPayments(ofRow.flatMap(({ candidates }) => candidates.slice(0, 1)));
  const allocations = addedUp(parts.flatMap((part) => part.allocations));
  const probability = decisions.reduce((all, each) => all * each.probability, 1);
  const logOdds = Math.min(...decisions.map((each) => each.logOdds));
  const residualMinor = decisions.reduce((sum, each) => sum + each.residualMinor, 0n);
  const reasons = parts.flatMap((part) => part.reasons.filter(({ group }) => group !== 'RUNNER_UP'));
  if (ofRow.length === decisions.length && decisions.every(({ decision }) => decision === 'auto'))
    return {
      outcome: 'matched',
      kind: 'subset',
      allocations,
      evidenceClass: `lines/${weakestClass(decisions)}`,
      probability,
      logOdds,
      residualMinor,
      reasons,
    };
  const candidates: readonly DecidedCandidate[] =
    parts.length === 0 ? [] : [{ kind: 'subset', allocations, residualMinor, probability, reasons }];
  const isPaidTwice = decisions.some(({ task }) => task === 'possible_double_payment');
  return {
    outcome: 'proposed',
    reason: candidates.length === 0 ? 'no_candidate' : reasonOfLines(decisions),
    candidates,
    task: isPaidTwice ? 'possible_double_payment' : null,
    evidenceClass: null,
    logOdds,
  };
}

/** Of lines that would pay an invoice more than once, the first: nobody could accept them together. */
function withoutSecondPayments(parts: readonly DecidedCandidate[]): readonly DecidedCandidate[] {
  const [paid, paidInPart] = [new Set<string>(), new Set<string>()];
  return parts.filter(({ kind, allocations }) => {
    const isPart = kind === 'partial';
    if (allocations.some(({ itemId }) => paid.has(itemId) || (!isPart && paidInPart.has(itemId)))) return false;
    for (const { itemId } of allocations) (isPart ? paidInPart : paid).add(itemId);
    return true;
  });
}

/** Where nothing but the client's limit stands in the way, that is what a person is told. */
const reasonOfLines = (decisions: readonly Decision[]): string =>
  decisions.some(({ withheldBecause }) => withheldBecause === 'above_limit') &&
  decisions.every(({ decision, withheldBecause }) => decision === 'auto' || withheldBecause === 'above_limit')
    ? 'above_limit'
    : 'line_not_decided';

/** That of the line with the least odds. */
const weakestClass = (decisions: readonly Decision[]): string =>
  decisions.toSorted((a, b) => a.logOdds - b.logOdds)[0]?.evidenceClass ?? 'none';

/** Two lines may pay one invoice in parts. */
function addedUp(allocations: readonly ItemAllocation[]): readonly ItemAllocation[] {
  const byItem = new Map<string, bigint>();
  for (const { itemId, amountMinor } of allocations) byItem.set(itemId, (byItem.get(itemId) ?? 0n) + amountMinor);
  return [...byItem].map(([itemId, amountMinor]) => ({ itemId, amountMinor }));
}

/** Equal keys: the same is proposed for the same reason, whatever the probabilities have become. */
export const proposalKey = ({ reason, candidates }: ProposedOutcome): string =>
  JSON.stringify([
    reason,
    candidates.map(({ kind, allocations, reasons }) => [
      kind,
      allocations.map(({ itemId, amountMinor }) => [itemId, amountMinor.toString()]),
      reasons.map(({ group, level }) => [group, level]),
    ]),
  ]);
