import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The bank knows the account no more: read no more, its rows stay. Gives its connection; null where it was closed before. */
export async function closeAccount(
  em: EntityManager,
  { clientId, accountId }: { readonly clientId: string; readonly accountId: string },
): Promise<string | null> {
  const [row] = await query<{ connection_id: string }>(
    em,
    `update bank_accounts set status = 'closed', updated_at = now()
     where client_id = $1 and id = $2 and status = 'active' returning connection_id`,
    [clientId, accountId],
  );
  return row?.connection_id ?? null;
}
