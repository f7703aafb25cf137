import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { type ListedMatch, matchColumns, matchJoins } from './matchColumns.ts';

/** A match, active or undone; null: the client has none with this id. */
export async function readMatch(em: EntityManager, clientId: string, id: string): Promise<ListedMatch | null> {
  const [row] = await query<ListedMatch>(
    em,
    `select ${matchColumns} from matches m ${matchJoins} where m.client_id = $1 and m.id = $2`,
    [clientId, id],
  );
  return row ?? null;
}
