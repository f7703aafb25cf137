import type { DecidedCandidate, Reason } from '../decision.ts';
import type { Group } from '../evidence.ts';
import type { Hypothesis } from '../hypotheses/hypothesis.ts';
import { type CompiledModel, weightOf } from '../model/compiledModel.ts';
import { evidenceOf } from './evidenceClass.ts';
import { numbersOf, sentenceOf } from './sentences.ts';
import { shownCandidates, type WeighedAnswer } from './weighPayment.ts';

/** The best candidates with a reason for each group, and for the first one why it is not the second (matching 7). */
export function explain(candidates: readonly WeighedAnswer[], model: CompiledModel): readonly DecidedCandidate[] {
  const shown = candidates.slice(0, shownCandidates);
  const [first, second] = shown;
  return shown.map((weighed) => {
    const reasons = reasonsOf(weighed, model);
    const isFirst = weighed === first && second !== undefined;
    return {
      kind: weighed.answer.taken.kind,
      allocations: weighed.answer.taken.allocations,
      residualMinor: weighed.answer.taken.residualMinor,
      probability: weighed.probability,
      reasons: isFirst ? [...reasons, runnerUp(weighed, second, model)] : reasons,
    };
  });
}

function reasonsOf({ answer: { taken, members } }: WeighedAnswer, model: CompiledModel): readonly Reason[] {
  return taken.evidence.map((evidence) => ({
    group: evidence.group,
    level: evidence.level,
    bits: bitsOf(weightOf(model, evidence)),
    text: sentenceOf(taken, evidence) + (evidence.group === 'AMOUNT' ? saidOfEquals(members) : ''),
  }));
}

/** Interchangeable items are one answer; that must be said (matching 5). */
const saidOfEquals = (members: readonly Hypothesis[]): string =>
  members.length === 1 ? '' : `; ${members.length} invoices like it are open, the first of them is taken`;

/** Nats to bits, one decimal. */
const bitsOf = (nats: number): number => Math.round((nats / Math.LN2) * 10) / 10 + 0;

function runnerUp(first: WeighedAnswer, second: WeighedAnswer, model: CompiledModel): Reason {
  const [best, other] = [first.answer.taken, second.answer.taken];
  const bits = bitsOf(first.logOdds - second.logOdds);
  const named = numbersOf(other);
  const differences = best.evidence.flatMap(({ group }) => differenceIn(group, best, other, model) ?? []);
  const text =
    differences.length === 0
      ? `Not ${named}: equal evidence`
      : `Not ${named}: ${differences.map(({ group, bits: by }) => `${group} ${by > 0 ? '+' : ''}${by} bits`).join(', ')}`;
  return { group: 'RUNNER_UP', level: differences.length === 0 ? 'equal_evidence' : 'differs', bits, text };
}

function differenceIn(
  group: Group,
  best: Hypothesis,
  other: Hypothesis,
  model: CompiledModel,
): { readonly group: Group; readonly bits: number } | null {
  const weight = (hypothesis: Hypothesis): number => {
    const evidence = evidenceOf(hypothesis, group);
    return evidence === null ? 0 : weightOf(model, evidence);
  };
  const bits = bitsOf(weight(best) - weight(other));
  return bits === 0 ? null : { group, bits };
}
