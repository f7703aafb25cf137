import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';

/** The operator's kill switch for all clients (matching 9). */
export async function isMatchingStopped(em: EntityManager): Promise<boolean> {
  const { stopped } = await queryOne<{ stopped: boolean }>(
    em,
    'select exists (select from matching_stops where lifted_at is null) as stopped',
  );
  return stopped;
}
