import type { EntityManager } from '@mikro-orm/postgresql';
import type { KeyReference } from '../../../security/cipher.ts';
import { queryOne } from '../../tenantScope.ts';
import { endpointColumns, type ListedEndpoint } from './endpointColumns.ts';

export interface NewEndpoint {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly clients: 'all' | readonly string[];
  readonly secret: KeyReference & { readonly ciphertext: string };
}

/** Stores a new endpoint: it hears of what happens from now on. */
export const insertEndpoint = (
  em: EntityManager,
  { id, url, events, clients, secret }: NewEndpoint,
): Promise<ListedEndpoint> =>
  queryOne<ListedEndpoint>(
    em,
    `insert into webhook_endpoints (id, url, events, all_clients, client_ids, ciphertext, key_id, kdf_salt, kdf_iterations)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     returning ${endpointColumns}`,
    [
      id,
      url,
      JSON.stringify(events),
      clients === 'all',
      JSON.stringify(clients === 'all' ? [] : clients),
      secret.ciphertext,
      secret.keyId,
      secret.salt,
      secret.iterations,
    ],
  );
