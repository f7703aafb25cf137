import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../../tenantScope.ts';

export interface PartiesVersion {
  readonly count: number;
  /** Equal: no party and none of its keys has changed. */
  readonly version: string;
}

/** A hash over ids and times of change: sums and maxima would not see one that was committed late. */
export const readPartiesVersion = (em: EntityManager, clientId: string): Promise<PartiesVersion> =>
  queryOne<PartiesVersion>(
    em,
    `select count(*)::int as count,
       count(*) || ' ' || coalesce(bit_xor(hashtextextended(id, (extract(epoch from updated_at) * 1000000)::bigint)), 0) as version
     from parties where client_id = $1`,
    [clientId],
  );
