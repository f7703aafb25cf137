import type { EntityManager } from '@mikro-orm/postgresql';
import { type DayDigest, rulesVersion } from '../../../domain/ledger/dayDigest.ts';
import { query } from '../../tenantScope.ts';

/** What the account's settled dates showed last, of the given ones. Digests of older rules count as none. */
export const listDayDigests = (
  em: EntityManager,
  { clientId, accountId }: { readonly clientId: string; readonly accountId: string },
  dates: readonly string[],
): Promise<DayDigest[]> =>
  query<DayDigest>(
    em,
    `select date, entries, encode(digest, 'hex') as digest
     from day_digests where client_id = $1 and account_id = $2 and date = any($3::date[]) and rules_version = $4`,
    [clientId, accountId, dates, rulesVersion],
  );
