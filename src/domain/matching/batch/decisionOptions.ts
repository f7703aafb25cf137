import type { Certificate } from '../certification/certificate.ts';
import type { MatchingPolicy } from '../decision/policy.ts';
import type { VetoedSets, Vetoes } from '../hypotheses/hypothesesOf.ts';
import type { CompiledModel } from '../model/compiledModel.ts';

/** What decisions of one client rest on beside its ledger. */
export interface DecisionOptions {
  readonly model: CompiledModel;
  /** In force for this client: own, and shipped ones not withdrawn. */
  readonly certificates: readonly Certificate[];
  readonly policy: MatchingPolicy;
  readonly vetoes: Vetoes;
  readonly vetoedSets?: VetoedSets;
}
