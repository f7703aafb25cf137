import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The UTC day on which the client's first invoice was stored; null: there is nothing to match with. */
export async function firstInvoiceOn(em: EntityManager, clientId: string): Promise<string | null> {
  const [first] = await query<{ day: string }>(
    em,
    // Ids are UUIDs of version 7: their order is that of time.
    `select (created_at at time zone 'UTC')::date as day from invoices where client_id = $1 order by id limit 1`,
    [clientId],
  );
  return first?.day ?? null;
}
