import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { accountAsJson, type StoredAccount } from './accountColumns.ts';

/** Accounts of a client, oldest first; one more than `limit` where there are more. */
export async function listAccounts(
  em: EntityManager,
  filter: {
    readonly clientId: string;
    readonly connectionId: string | null;
    readonly afterId: string | null;
    readonly limit: number;
  },
): Promise<StoredAccount[]> {
  const rows = await query<{ account: StoredAccount }>(
    em,
    `select ${accountAsJson} as account from bank_accounts a
     where a.client_id = $1 and ($2::uuid is null or a.connection_id = $2) and ($3::uuid is null or a.id > $3)
     order by a.id limit $4`,
    [filter.clientId, filter.connectionId, filter.afterId, filter.limit + 1],
  );
  return rows.map(({ account }) => account);
}
