import { groups } from '../../../src/domain/matching/evidence.ts';
import { hypothesesOf } from '../../../src/domain/matching/hypotheses/hypothesesOf.ts';
import type { Answer, Hypothesis } from '../../../src/domain/matching/hypotheses/hypothesis.ts';
import { answersOf } from '../../../src/domain/matching/hypotheses/interchangeable.ts';
import type { Alternative, ChoiceCase } from '../../../src/domain/matching/learning/choiceModel.ts';
import { type CompiledModel, lnPriorOf, weightOf } from '../../../src/domain/matching/model/compiledModel.ts';
import type { MatchingModel } from '../../../src/domain/matching/model/matchingModel.ts';
import { type PlayedPart, type Playing, playCompany } from './playCompany.ts';
import { rightOnes } from './rightOnes.ts';
import type { TrainingCompany } from './trainingCompany.ts';

/**
 * What is fitted (matching 5): a scale for each group, in their order, and offsets for none, part and sum. One for paying
 * again, too, which becomes part of its prior: what a random pair shows says little about days, where the payer is sure.
 */
export const offsetNames = ['none', 'part', 'sum', 'again'] as const;

/**
 * A company's year as choices among explanations, for the fit of scales and offsets. The model's scales are one and its
 * offsets zero; its counts are of other companies.
 */
export function gatherChoices(company: TrainingCompany, unscaled: MatchingModel): readonly ChoiceCase[] {
  const cases: ChoiceCase[] = [];
  playCompany(company, unscaled, (parts, playing) =>
    parts.map((part) => {
      const { hypotheses } = hypothesesOf(part.payment, playing.ledger, playing.model, () => false);
      const choice = choiceOf(part, hypotheses, playing);
      if (choice !== null) cases.push(choice);
      return hypotheses;
    }),
  );
  return cases;
}

function choiceOf(part: PlayedPart, hypotheses: readonly Hypothesis[], { ledger, model }: Playing): ChoiceCase | null {
  const found = rightOnes(part, hypotheses);
  const answers = answersOf(hypotheses, false);
  if (found.length === 0 || answers.length < 2) return null;
  const payer = {
    record: ledger.chances.payerRecord(part.payment),
    direction: part.payment.amountMinor < 0n ? 'out' : 'in',
  } as const;
  return {
    alternatives: answers.map((answer) => alternativeOf(answer, model, payer)),
    right: answers.flatMap(({ members }, index) => (members.some((one) => found.includes(one)) ? [index] : [])),
    weight: 1,
  };
}

function alternativeOf(
  { taken, members }: Answer,
  model: CompiledModel,
  payer: Parameters<typeof lnPriorOf>[2],
): Alternative {
  const weights = groups.map((group) => {
    const evidence = taken.evidence.find((each) => each.group === group);
    return evidence === undefined ? 0 : weightOf(model, evidence);
  });
  const kind = taken.kind;
  const isPart = kind === 'partial' || kind === 'over';
  const isSum = kind === 'subset' || kind === 'net_of_credit';
  return {
    features: [...weights, Number(kind === 'none'), Number(isPart), Number(isSum), Number(kind === 'duplicate')],
    // Members show the same evidence, nearly: their chances add up.
    offset: lnPriorOf(model, kind, payer) - taken.lnSpread + Math.log(members.length),
  };
}
