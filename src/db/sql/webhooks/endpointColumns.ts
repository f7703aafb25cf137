import { instant } from '../read/instant.ts';

/** An endpoint as its owner sees it: never its secret. */
export interface ListedEndpoint {
  readonly id: string;
  readonly url: string;
  /** Empty: all types. */
  readonly events: readonly string[];
  readonly all_clients: boolean;
  readonly client_ids: readonly string[];
  readonly status: 'enabled' | 'disabled';
  readonly disabled_because: string | null;
  readonly failing_since: string | null;
  readonly previous_secret_until: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** SQL of `ListedEndpoint`. */
export const endpointColumns = `id, url, events, all_clients, client_ids, status, disabled_because,
  ${instant('failing_since')} as failing_since,
  case when previous_until > now() then ${instant('previous_until')} end as previous_secret_until,
  ${instant('created_at')} as created_at, ${instant('updated_at')} as updated_at`;

/** Whose endpoints may be seen: all, or those that hear of some of these clients and no other. */
export type EndpointHorizon = 'all' | readonly string[];

/** As `$1`: null, or the clients of the horizon. */
export const horizonValue = (within: EndpointHorizon): string | null =>
  within === 'all' ? null : JSON.stringify(within);
export const isWithin = `($1::jsonb is null or not all_clients and $1::jsonb @> client_ids)`;
