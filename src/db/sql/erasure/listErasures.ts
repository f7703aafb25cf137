import type { EntityManager } from '@mikro-orm/postgresql';
import type { ErasureRef } from '../../../contracts/erasure.ts';
import { query } from '../../tenantScope.ts';

/** Erasures that have begun and not ended. Runs inside `acrossClients`. */
export const listErasures = (em: EntityManager, { limit }: { readonly limit: number }): Promise<ErasureRef[]> =>
  query<ErasureRef>(
    em,
    `select client_id as "clientId", erasure_id as "erasureId" from clients
     where erasing_at is not null order by erasing_at limit $1`,
    [limit],
  );
