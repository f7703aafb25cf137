import type { EntityManager } from '@mikro-orm/postgresql';
import { ClientErasing } from '../../clientErasing.ts';
import { query } from '../../tenantScope.ts';

/**
 * Makes the client's row where there is none: a client needs no registration (contract 3.2). Any number of times. Throws
 * `ClientErasing`; an erasure that would begin waits until this transaction has ended.
 */
export async function ensureClient(em: EntityManager, clientId: string): Promise<void> {
  await query(em, 'insert into clients (client_id) values ($1) on conflict (client_id) do nothing', [clientId]);
  const [row] = await query<{ erasing: boolean }>(
    em,
    // Not `for share`: that would keep out whoever raises the number of the client's last change.
    'select erasing_at is not null as erasing from clients where client_id = $1 for key share',
    [clientId],
  );
  if (row === undefined || row.erasing) throw new ClientErasing();
}
