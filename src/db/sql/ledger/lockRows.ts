import type { EntityManager } from '@mikro-orm/postgresql';
import type { StoredRow } from '../../../domain/ledger/mergePlan.ts';
import { query } from '../../tenantScope.ts';
import { holdOffMatching } from '../matching/lockMatching.ts';

/**
 * Rows as matching and persons have left them, held until the transaction ends. These take no lock of the account, so a
 * row may have been matched or ignored since it was loaded.
 */
export async function lockRows(
  em: EntityManager,
  clientId: string,
  transactionIds: readonly string[],
): Promise<Pick<StoredRow, 'id' | 'matchStatus' | 'isIgnoredByPerson'>[]> {
  if (transactionIds.length === 0) return [];
  await holdOffMatching(em, clientId);
  return query(
    em,
    `select id, match_status as "matchStatus", ignored_because is not distinct from 'person' as "isIgnoredByPerson"
     from bank_transactions where client_id = $1 and id = any($2) order by id for no key update`,
    [clientId, transactionIds],
  );
}
