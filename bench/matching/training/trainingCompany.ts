import { type CompanyOptions, generateCompany } from '../generator/index.ts';
import { type MatcherWorld, toMatcherWorld } from '../matcherWorld.ts';

export interface TrainingCompany {
  readonly regime: string;
  readonly seed: number;
  readonly world: MatcherWorld;
}

/** Of the population that figures are never measured on (regimes.ts). */
export const trainingCompany = (options: Omit<CompanyOptions, 'population'>): TrainingCompany => ({
  regime: options.regime,
  seed: options.seed,
  world: toMatcherWorld(generateCompany({ ...options, population: 'training' })),
});
