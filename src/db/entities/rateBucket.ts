import { defineEntity, p } from '@mikro-orm/core';

/**
 * Token buckets of the rates (C-9): of keys, routes, addresses and attempts, so of no client. No index but the key's: each
 * use is an update in place.
 */
const RateBucketSchema = defineEntity({
  name: 'RateBucket',
  tableName: 'rate_buckets',
  properties: {
    /** `key/<id>`, `route/<id>/GET /api/v1/banks`, `initiate/<client>`, … */
    bucket: p.text().primary(),
    tokens: p.double(),
    refilledAt: p.datetime(),
  },
});
export class RateBucket extends RateBucketSchema.class {}
RateBucketSchema.setClass(RateBucket);
