import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The frequencies, in hours, that connections with automatic sync have. */
export async function listFrequencies(em: EntityManager): Promise<number[]> {
  const rows = await query<{ hours: number }>(
    em,
    `select distinct sync_frequency_hours as hours from bank_connections
     where connection_status in ('active', 'expiring') and auto_sync_enabled`,
  );
  return rows.map(({ hours }) => hours);
}
