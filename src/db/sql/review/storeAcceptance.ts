import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';
import { instant } from '../read/instant.ts';
import type { StoredAcceptance } from './reviewItemColumns.ts';

/**
 * Keeps what the first of two persons accepted, in the row's open item as its next version, or in a new one where the row
 * was not in the queue (matching 9). Returns the item's id.
 */
export async function storeAcceptance(
  em: EntityManager,
  clientId: string,
  transactionId: string,
  acceptance: Omit<StoredAcceptance, 'at'>,
): Promise<string> {
  const { id } = await queryOne<{ id: string }>(
    em,
    `insert into review_items (id, client_id, transaction_id, kind, reason, candidates, first_acceptance)
     select $1, $2, $3, 'no_candidate', 'second_person_required', '[]', a.acceptance
     from (select $4::jsonb || jsonb_build_object('at', ${instant('now()')}) as acceptance) a
     on conflict (client_id, transaction_id) where status = 'open' do update set
       first_acceptance = excluded.first_acceptance, version = review_items.version + 1, updated_at = now()
     returning id`,
    [randomUUIDv7(), clientId, transactionId, JSON.stringify(acceptance)],
  );
  return id;
}
