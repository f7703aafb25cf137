import type { Certificate } from '../../../src/domain/matching/certification/certificate.ts';
import type { MatchingPolicy } from '../../../src/domain/matching/decision/policy.ts';
import type { MatchingModel } from '../../../src/domain/matching/model/matchingModel.ts';
import { shippedCertificates } from '../../../src/domain/matching/shipped/shippedCertificates.ts';
import { shippedModel } from '../../../src/domain/matching/shipped/shippedModel.ts';

/** What a new client starts with. */
export interface MatcherSetup {
  readonly model: MatchingModel;
  readonly certificates: readonly Certificate[];
}

/** As for a client that leaves all at its defaults: no ceiling, nothing written off, no oldest-first. */
export const benchPolicy: MatchingPolicy = {
  mode: 'auto',
  isStopped: false,
  maxAutoAmountMinor: null,
  writeOffLimitMinor: 0n,
  fifo: false,
};

/** What is shipped: weights, and the certificates that let classes post from the first day. */
export const shippedSetup: MatcherSetup = { model: shippedModel, certificates: shippedCertificates };
