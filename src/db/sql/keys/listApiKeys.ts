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

/** Whose keys may be seen: all, or those that act for some of these clients and no other. */
export type KeyHorizon = 'all' | readonly string[];

export interface KeyPage {
  readonly within: KeyHorizon;
  /** The last key of the page before. */
  readonly after: { readonly createdAt: string; readonly id: string } | null;
  readonly limit: number;
}

const columns = `id, name, scopes, all_clients, client_ids, ${instant('created_at')} as created_at,
  ${instant('expires_at')} as expires_at, ${instant('revoked_at')} as revoked_at,
  ${instant('last_used_at')} as last_used_at`;

/** `$1`: null, or the clients of the horizon. */
const visible = `($1::jsonb is null
  or not all_clients and jsonb_array_length(client_ids) > 0 and $1::jsonb @> client_ids)`;

const horizon = (within: KeyHorizon): string | null => (within === 'all' ? null : JSON.stringify(within));

/** Keys, newest first, never their hashes; one more than `limit` where there are more (C-14). */
export const listApiKeys = (
  em: EntityManager,
  { within, after, limit }: KeyPage,
): Promise<(ListedApiKey & { readonly created_at_exactly: string })[]> =>
  query(
    em,
    `select ${columns}, to_json(created_at) #>> '{}' as created_at_exactly
     from api_keys
     where ${visible} and ($2::timestamptz is null or (created_at, id) < ($2::timestamptz, $3))
     order by api_keys.created_at desc, id desc limit $4`,
    [horizon(within), after?.createdAt ?? null, after?.id ?? null, limit + 1],
  );

/** A key within the horizon; null: none. */
export async function readApiKey(em: EntityManager, id: string, within: KeyHorizon): Promise<ListedApiKey | null> {
  const [row] = await query<ListedApiKey>(em, `select ${columns} from api_keys where ${visible} and id = $2`, [
    horizon(within),
    id,
  ]);
  return row ?? null;
}
