import type { Certificate } from '../../../src/domain/matching/certification/certificate.ts';
import type { MatchingModel } from '../../../src/domain/matching/model/matchingModel.ts';
import { shippedCertificates } from '../../../src/domain/matching/shipped/shippedCertificates.ts';
import { shippedModel } from '../../../src/domain/matching/shipped/shippedModel.ts';

/** What a new client starts with. */
export interface MatcherSetup {
  readonly model: MatchingModel;
  readonly certificates: readonly Certificate[];
}

/** What is shipped: weights, and the certificates that let classes post from the first day. */
export const shippedSetup: MatcherSetup = { model: shippedModel, certificates: shippedCertificates };
