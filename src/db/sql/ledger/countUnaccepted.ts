import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';

/** Entries in an account's quarantine that nobody has accepted, shown by the bank still or not (ledger 8). */
export async function countUnaccepted(
  em: EntityManager,
  { clientId, accountId }: { readonly clientId: string; readonly accountId: string },
): Promise<number> {
  const { entries } = await queryOne<{ entries: number }>(
    em,
    `select count(*)::int as entries from quarantined_entries
     where client_id = $1 and account_id = $2 and accepted_at is null and raw_sha256 is not null`,
    [clientId, accountId],
  );
  return entries;
}
