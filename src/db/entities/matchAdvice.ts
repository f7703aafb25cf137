import { defineEntity, p } from '@mikro-orm/core';
import { tenancy } from './tenancy.ts';

/**
 * What the match advisor said of a content (matching 11): the same content is never asked about again. A row holds no more
 * than what was sent: a hash of it, places in an order, a sentence.
 */
const MatchAdviceSchema = defineEntity({
  name: 'MatchAdvice',
  tableName: 'match_advice',
  ...tenancy({ router: 'read', expires: `created_at < (now() - '90 days'::interval)` }),
  properties: {
    clientId: p.uuid().primary(),
    /** SHA-256 of the redacted request, in hex. */
    contentHash: p.text().primary(),
    /** Indices of the candidates as they were sent, the best first. */
    places: p.json().$type<readonly number[]>(),
    sentence: p.text().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export class MatchAdvice extends MatchAdviceSchema.class {}
MatchAdviceSchema.setClass(MatchAdvice);
