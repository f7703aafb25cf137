import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * A person has checked what the matcher decided and found it right. Whether anything changed: a match that is undone, was
 * confirmed before or is a person's own stays as it is.
 */
export async function storeConfirmation(
  em: EntityManager,
  clientId: string,
  { matchId, user }: { readonly matchId: string; readonly user: string | null },
): Promise<boolean> {
  const rows = await query(
    em,
    `update matches set confirmed_at = now(), confirmed_user_ref = $3
     where client_id = $1 and id = $2 and state = 'active' and confirmed_at is null and decided_by = 'matcher'
     returning id`,
    [clientId, matchId, user],
  );
  return rows.length > 0;
}
