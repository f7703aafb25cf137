import type { MikroORM } from '@mikro-orm/postgresql';
import type { Scope } from '../contracts/scopes.ts';
import { addApiKey } from '../db/repositories/apiKeys.ts';
import type { ListedApiKey } from '../db/sql/keys/listApiKeys.ts';
import { generateApiKey } from '../security/apiKey.ts';

export interface CreateApiKeyOptions {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Clients that the key may act for. */
  readonly clients: 'all' | readonly string[];
  readonly expiresAt?: Date;
  /** Part of the key's text, to tell keys of production from others: `live`, `test`. */
  readonly environment: string;
  /** Who makes it: a key's id, or `operator`. */
  readonly actor?: string;
}

/** Makes a key and returns its text, which is shown this once and never stored (C-1). */
export async function createApiKey(
  orm: MikroORM,
  options: CreateApiKeyOptions,
): Promise<{ readonly id: string; readonly text: string; readonly stored: ListedApiKey }> {
  const { id, secretSha256, text } = generateApiKey(options.environment);
  const key = {
    id,
    secretSha256,
    name: options.name,
    scopes: options.scopes,
    allClients: options.clients === 'all',
    clientIds: options.clients === 'all' ? [] : options.clients,
    expiresAt: options.expiresAt ?? null,
  };
  const stored = await addApiKey(orm.em, key, options.actor ?? 'operator');
  return { id, text, stored };
}
