import { defineEntity, type PolicyDef, p } from '@mikro-orm/core';
import { tenancy } from './tenancy.ts';

/** What has expired may be deleted across clients, and nothing else. */
const deleteExpired: PolicyDef = {
  name: 'router_delete',
  command: 'delete',
  roles: ['kontosync_router'],
  using: 'expires_at < now()',
};

const withPolicy = (access: ReturnType<typeof tenancy>, policy: PolicyDef): typeof access => ({
  ...access,
  policies: [...access.policies, policy],
});

/**
 * A POST that carried `Idempotency-Key`, and what it was answered (C-13). `clientId` is the client that the request is
 * about; for one about no client in particular, an id made of its principal. The reply is encrypted: it may hold a
 * `state` or the text of a key.
 */
const IdempotencyKeySchema = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  ...withPolicy(tenancy({ router: 'read' }), deleteExpired),
  indexes: [{ name: 'idempotency_keys_by_expiry', properties: ['expiresAt'] }],
  properties: {
    clientId: p.uuid().primary(),
    /** Method and pattern: `POST /api/dnb/sync`. */
    route: p.text().primary(),
    keySha256: p.blob().primary(),
    /** HMAC of the canonical request, by the secret of `keyId`. */
    fingerprint: p.blob(),
    keyId: p.text(),
    /** Whose attempt it is: one that was taken for dead writes no reply any more. */
    claimId: p.uuid(),
    begunAt: p.datetime().defaultRaw('now()'),
    expiresAt: p.datetime(),
    /** Null: begun. */
    status: p.integer().nullable(),
    reply: p.blob().nullable(),
  },
});
export class IdempotencyKey extends IdempotencyKeySchema.class {}
IdempotencyKeySchema.setClass(IdempotencyKey);
