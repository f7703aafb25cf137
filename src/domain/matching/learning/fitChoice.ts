import { type ChoiceCase, dot, type Loss, lossOf } from './choiceModel.ts';
import { solveSymmetric } from './solveSymmetric.ts';

export interface FitSettings {
  /** First guess; also where a scale stays that no label speaks about. */
  readonly start: readonly number[];
  /** Lowest value of each: 0 for the scale of a group (matching 5), −∞ where there is none. */
  readonly floors: readonly number[];
  /** Pull towards `start`, per label. */
  readonly pull?: number;
}

const iterations = 50;
const halvings = 30;
const settledSlope = 1e-7;

/**
 * The scales of least log loss, none below its floor: projected Newton steps (Bertsekas 1982), each halved until the loss
 * falls. Deterministic; the problem is convex, so the start matters for speed only.
 */
export function fitChoice(
  cases: readonly ChoiceCase[],
  { start, floors, pull = 1e-4 }: FitSettings,
): readonly number[] {
  const evaluate = (scales: readonly number[]): Loss => withPull(lossOf(cases, scales), { scales, start, pull });
  const floor = (scales: readonly number[]): readonly number[] =>
    scales.map((scale, index) => Math.max(scale, floors[index] ?? Number.NEGATIVE_INFINITY));
  let scales = floor(start);
  let loss = evaluate(scales);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const { gradient, hessian } = loss;
    // What lies on its floor and would go below it stays; the others move as if it were not there.
    const free = scales.map((scale, index) => scale > (floors[index] ?? -Infinity) || (gradient[index] ?? 0) < 0);
    const slopes = gradient.map((slope, index) => (free[index] === true ? slope : 0));
    if (Math.max(...slopes.map(Math.abs)) < settledSlope) break;
    const curves = hessian.map((row, at) =>
      row.map((curve, index) => (free[at] === true && free[index] === true ? curve : at === index ? 1 : 0)),
    );
    const step = solveSymmetric(curves, slopes);
    const next = descend({ scales, step, loss, evaluate, floor });
    if (next === null) break;
    [scales, loss] = [next.scales, next.loss];
  }
  return scales;
}

interface Descent {
  readonly scales: readonly number[];
  readonly step: readonly number[];
  readonly loss: Loss;
  readonly evaluate: (scales: readonly number[]) => Loss;
  readonly floor: (scales: readonly number[]) => readonly number[];
}

function descend({ scales, step, loss, evaluate, floor }: Descent): { scales: readonly number[]; loss: Loss } | null {
  for (let halving = 0, part = 1; halving < halvings; halving++, part /= 2) {
    const tried = floor(scales.map((scale, index) => scale - part * (step[index] ?? 0)));
    const triedLoss = evaluate(tried);
    if (triedLoss.value < loss.value) return { scales: tried, loss: triedLoss };
  }
  return null;
}

function withPull(
  { value, gradient, hessian }: Loss,
  { scales, start, pull }: { scales: readonly number[]; start: readonly number[]; pull: number },
): Loss {
  const away = scales.map((scale, index) => scale - (start[index] ?? 0));
  return {
    value: value + (pull / 2) * dot(away, away),
    gradient: gradient.map((slope, index) => slope + pull * (away[index] ?? 0)),
    hessian: hessian.map((row, at) => row.map((curve, index) => (at === index ? curve + pull : curve))),
  };
}
