import type { EntityManager } from '@mikro-orm/postgresql';
import type { ToldEvent } from '../../../domain/webhooks/eventBody.ts';
import { query } from '../../tenantScope.ts';
import { instant } from './instant.ts';

export interface ListedEvent extends ToldEvent {
  readonly id: string;
  /** Its place among all events. */
  readonly position: string;
}

export interface EventPage {
  readonly clientId: string;
  /** null: all types. */
  readonly types: readonly string[] | null;
  readonly afterPosition: string;
  readonly limit: number;
}

/** Events of a client in the order in which they were handed on; one more than `limit` where there are more. */
export const listEvents = (
  em: EntityManager,
  { clientId, types, afterPosition, limit }: EventPage,
): Promise<ListedEvent[]> =>
  query<ListedEvent>(
    em,
    `select id, type, ${instant('created_at')} as timestamp, data, position from outbox_events
     where client_id = $1 and position > $3 and ($2::text[] is null or type = any($2))
     order by position limit $4`,
    [clientId, types, afterPosition, limit + 1],
  );

/** The place of a client's last event; '0': there is none. */
export async function readEventHead(em: EntityManager, clientId: string): Promise<string> {
  const [row] = await query<{ head: string | null }>(
    em,
    'select max(position) as head from outbox_events where client_id = $1',
    [clientId],
  );
  return row?.head ?? '0';
}
