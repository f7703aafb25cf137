import type { EntityManager } from '@mikro-orm/postgresql';
import type { ToldEvent } from '../../../domain/webhooks/eventBody.ts';
import { query } from '../../tenantScope.ts';
import { instant } from '../read/instant.ts';

export interface StoredEvent extends ToldEvent {
  readonly id: string;
}

/** Events of a client by their ids. */
export const readEventsToSend = (em: EntityManager, clientId: string, ids: readonly string[]): Promise<StoredEvent[]> =>
  query<StoredEvent>(
    em,
    `select id, type, ${instant('created_at')} as timestamp, data from outbox_events
     where client_id = $1 and id = any($2)`,
    [clientId, ids],
  );
