import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../../tenantScope.ts';
import { isInEffect } from './isInEffect.ts';

/**
 * How many entries of the client's log have an effect on the day `today`. It is append-only: as many, and it is the same
 * log.
 */
export async function countActions(em: EntityManager, clientId: string, today: string): Promise<number> {
  const { actions } = await queryOne<{ actions: number }>(
    em,
    `select count(*)::int as actions from match_actions l where l.client_id = $1 and ${isInEffect('$2')}`,
    [clientId, today],
  );
  return actions;
}
