/** One way to explain a payment: features to be weighed, and what is added unweighed (both in ln). */
export interface Alternative {
  readonly features: readonly number[];
  readonly offset: number;
}

/** A payment whose right explanation is known. */
export interface ChoiceCase {
  readonly alternatives: readonly Alternative[];
  /** Indices of the right ones; several where the truth does not tell them apart. */
  readonly right: readonly number[];
  /** Of the label (matching 10): 1 for a person's. */
  readonly weight: number;
}

/** Log loss of a choice model with its slope and curvature, per weight of one. */
export interface Loss {
  readonly value: number;
  readonly gradient: readonly number[];
  readonly hessian: readonly (readonly number[])[];
}

/** Chance of each alternative: its exponential over the sum of all, taken from the largest for the sake of the range. */
export function chancesOf(alternatives: readonly Alternative[], scales: readonly number[]): readonly number[] {
  const scores = alternatives.map(({ features, offset }) => offset + dot(features, scales));
  const largest = Math.max(...scores);
  const parts = scores.map((score) => Math.exp(score - largest));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}

/**
 * Conditional logit (McFadden 1974): convex in the scales where one alternative is right, so that there is one minimum.
 * Where several are, each is right in part, by its chance among them; the curvature given is then an upper bound.
 */
export function lossOf(cases: readonly ChoiceCase[], scales: readonly number[]): Loss {
  const size = scales.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  let [value, total] = [0, 0];
  for (const { alternatives, right, weight } of cases) {
    const chances = chancesOf(alternatives, scales);
    const chanceOfRight = Math.max(
      Number.MIN_VALUE,
      right.reduce((sum, index) => sum + (chances[index] ?? 0), 0),
    );
    value -= weight * Math.log(chanceOfRight);
    total += weight;
    const mean = new Float64Array(size);
    for (const [index, { features }] of alternatives.entries()) {
      const chance = chances[index] ?? 0;
      const partOfRight = right.includes(index) ? chance / chanceOfRight : 0;
      for (let row = 0; row < size; row++) {
        const feature = features[row] ?? 0;
        if (feature === 0) continue;
        add(mean, row, chance * feature);
        if (partOfRight > 0) add(gradient, row, -weight * partOfRight * feature);
        for (let column = 0; column < size; column++)
          add(hessian, row * size + column, weight * chance * feature * (features[column] ?? 0));
      }
    }
    for (let row = 0; row < size; row++) {
      add(gradient, row, weight * (mean[row] ?? 0));
      for (let column = 0; column < size; column++)
        add(hessian, row * size + column, -weight * (mean[row] ?? 0) * (mean[column] ?? 0));
    }
  }
  const perLabel = 1 / Math.max(total, Number.MIN_VALUE);
  return {
    value: value * perLabel,
    gradient: Array.from(gradient, (slope) => slope * perLabel),
    hessian: Array.from({ length: size }, (_unused, row) =>
      Array.from(hessian.subarray(row * size, (row + 1) * size), (curve) => curve * perLabel),
    ),
  };
}

const add = (sums: Float64Array, at: number, what: number): void => {
  sums[at] = (sums[at] ?? 0) + what;
};

export const dot = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, each, index) => sum + each * (other[index] ?? 0), 0);
