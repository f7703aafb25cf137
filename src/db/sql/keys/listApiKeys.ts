import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { instant } from '../read/instant.ts';

export interface ListedApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly all_clients: boolean;
  readonly client_ids: readonly string[];
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  readonly last_used_at: string | null;
}

/** Every key, newest first; never its hash. */
export const listApiKeys = (em: EntityManager): Promise<ListedApiKey[]> =>
  query<ListedApiKey>(
    em,
    `select id, name, scopes, all_clients, client_ids, ${instant('created_at')} as created_at,
            ${instant('expires_at')} as expires_at, ${instant('revoked_at')} as revoked_at,
            ${instant('last_used_at')} as last_used_at
     from api_keys order by api_keys.created_at desc, id`,
  );
