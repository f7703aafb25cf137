import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import {
  type EndpointHorizon,
  endpointColumns,
  horizonValue,
  isWithin,
  type ListedEndpoint,
} from './endpointColumns.ts';

/** What is left out stays. */
export interface EndpointChange {
  readonly url?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly clients?: 'all' | readonly string[] | undefined;
  readonly status?: 'enabled' | 'disabled' | undefined;
}

/** Changes an endpoint within the horizon; null: there is none. Enabled anew, or moved, it counts as never tried. */
export async function updateEndpoint(
  em: EntityManager,
  { id, within, change }: { readonly id: string; readonly within: EndpointHorizon; readonly change: EndpointChange },
): Promise<ListedEndpoint | null> {
  const { url, events, clients, status } = change;
  const [row] = await query<ListedEndpoint>(
    em,
    `update webhook_endpoints set
       url = coalesce($3, url), events = coalesce($4, events),
       all_clients = coalesce($5, all_clients), client_ids = coalesce($6, client_ids),
       status = coalesce($7, status),
       disabled_because = case $7 when 'enabled' then null
                                  when 'disabled' then coalesce(disabled_because, 'request') else disabled_because end,
       failing_since = case when $3::text is not null or $7::text is not null then null else failing_since end,
       updated_at = now()
     where ${isWithin} and id = $2
     returning ${endpointColumns}`,
    [
      horizonValue(within),
      id,
      url ?? null,
      events === undefined ? null : JSON.stringify(events),
      clients === undefined ? null : clients === 'all',
      clients === undefined ? null : JSON.stringify(clients === 'all' ? [] : clients),
      status ?? null,
    ],
  );
  return row ?? null;
}

/** Deletes an endpoint within the horizon, with its secrets. What was on its way to it goes nowhere. */
export async function deleteEndpoint(
  em: EntityManager,
  { id, within }: { readonly id: string; readonly within: EndpointHorizon },
): Promise<boolean> {
  const rows = await query(em, `delete from webhook_endpoints where ${isWithin} and id = $2 returning id`, [
    horizonValue(within),
    id,
  ]);
  return rows.length > 0;
}
