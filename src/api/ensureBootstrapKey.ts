import type { MikroORM } from '@mikro-orm/postgresql';
import { scopes } from '../contracts/scopes.ts';
import { replaceApiKey } from '../db/repositories/apiKeys.ts';
import { identifyApiKey } from '../security/apiKey.ts';

/**
 * Makes `KONTOSYNC_BOOTSTRAP_KEY` exist with every scope and every client (contract 2), and revokes the bootstrap key of an
 * earlier start where it was another. Throws `RangeError` for a key of our own form with a wrong checksum.
 */
export async function ensureBootstrapKey(orm: MikroORM, key: string): Promise<void> {
  const identity = identifyApiKey(key);
  if (identity === null) throw new RangeError('KONTOSYNC_BOOTSTRAP_KEY: this key was cut off or mistyped');
  await replaceApiKey(orm.em, {
    ...identity,
    name: 'bootstrap',
    scopes,
    allClients: true,
    clientIds: [],
    expiresAt: null,
  });
}
