import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export type MatchingMode = 'off' | 'shadow' | 'auto';

/** What the client's settings allow; `off` for a client that is not there. */
export async function readMatchingMode(em: EntityManager, clientId: string): Promise<MatchingMode> {
  const [row] = await query<{ mode: MatchingMode }>(
    em,
    `select matching ->> 'mode' as mode from clients where client_id = $1`,
    [clientId],
  );
  return row?.mode ?? 'off';
}
