import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Of one client's grants those whose secrets are gone. */
export async function listWiped(
  em: EntityManager,
  { clientId, grantIds }: { readonly clientId: string; readonly grantIds: readonly string[] },
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    em,
    'select id from bank_grants where client_id = $1 and id = any($2::uuid[]) and ciphertext is null',
    [clientId, grantIds],
  );
  return rows.map(({ id }) => id);
}
