import type { RegimeName } from '../generator/index.ts';
import { regimeNames } from '../generator/index.ts';

export interface CompanyPlan {
  readonly regime: RegimeName;
  readonly seed: number;
  readonly invoices: number;
  readonly payments: number;
}

/**
 * Companies of each stage, none in two of them: what one stage predicts with, the stages before learnt from others
 * (matching 8). Every third company is a small one, so that nothing depends on the size of a ledger.
 */
export interface TrainingPlan {
  readonly counted: readonly CompanyPlan[];
  readonly fitted: readonly CompanyPlan[];
  readonly certified: readonly CompanyPlan[];
}

const large = { invoices: 60_000, payments: 16_000 };
const small = { invoices: 12_000, payments: 6_000 };

export function trainingPlan(seeds: {
  readonly counted: readonly number[];
  readonly fitted: readonly number[];
  readonly certified: readonly number[];
}): TrainingPlan {
  const companiesOf = (ofStage: readonly number[]): readonly CompanyPlan[] =>
    ofStage.flatMap((seed, index) =>
      regimeNames.map((regime) => ({ regime, seed, ...(index % 3 === 2 ? small : large) })),
    );
  return {
    counted: companiesOf(seeds.counted),
    fitted: companiesOf(seeds.fitted),
    certified: companiesOf(seeds.certified),
  };
}
