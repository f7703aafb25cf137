import { defineEntity, p } from '@mikro-orm/core';

/**
 * A known text, encrypted with each secret that has been `SECRET_KEY` since the last rotation (B-10): what a process that
 * starts must be able to open. Of no client; it goes when no row needs its secret any more.
 */
const SecretCanarySchema = defineEntity({
  name: 'SecretCanary',
  tableName: 'secret_canaries',
  properties: {
    keyId: p.text().primary(),
    ciphertext: p.text(),
    kdfSalt: p.blob(),
    kdfIterations: p.integer(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export class SecretCanary extends SecretCanarySchema.class {}
SecretCanarySchema.setClass(SecretCanary);
