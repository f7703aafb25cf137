import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import {
  type EndpointHorizon,
  endpointColumns,
  horizonValue,
  isWithin,
  type ListedEndpoint,
} from './endpointColumns.ts';

export interface EndpointPage {
  readonly within: EndpointHorizon;
  readonly afterId: string | null;
  readonly limit: number;
}

/** Endpoints, oldest first: their ids are of version 7. One more than `limit` where there are more (C-14). */
export const listEndpoints = (em: EntityManager, { within, afterId, limit }: EndpointPage): Promise<ListedEndpoint[]> =>
  query<ListedEndpoint>(
    em,
    `select ${endpointColumns} from webhook_endpoints
     where ${isWithin} and ($2::uuid is null or id > $2) order by id limit $3`,
    [horizonValue(within), afterId, limit + 1],
  );

/** An endpoint within the horizon; null: none. */
export async function readEndpoint(
  em: EntityManager,
  id: string,
  within: EndpointHorizon,
): Promise<ListedEndpoint | null> {
  const [row] = await query<ListedEndpoint>(
    em,
    `select ${endpointColumns} from webhook_endpoints where ${isWithin} and id = $2`,
    [horizonValue(within), id],
  );
  return row ?? null;
}
