import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventType } from '../../../contracts/events.ts';
import type { ToldConnection } from '../../../domain/mail/planMails.ts';
import { query } from '../../tenantScope.ts';
import { epochMs } from '../grants/epochMs.ts';

/**
 * A client's connections of which an event of these types (`connection.` and a state) was written since, and that are in
 * that state still.
 */
export const listToldConnections = (
  em: EntityManager,
  clientId: string,
  { sinceEventId, eventTypes }: { readonly sinceEventId: string; readonly eventTypes: readonly EventType[] },
): Promise<ToldConnection[]> =>
  query<ToldConnection>(
    em,
    `select c.id as "connectionId", c.connection_status as status,
            ${epochMs('c.status_changed_at')} as "statusSinceMs", ${epochMs('c.consent_expires_at')} as "consentExpiresMs",
            c.consent_notice_days as "noticeDays", c.reconsent_reminder_days as "reminderDays"
     from bank_connections c
     where c.client_id = $1
       and exists (select from outbox_events e
                   where e.client_id = $1 and e.id >= $2 and e.type = 'connection.' || c.connection_status
                     and e.type = any($3) and e.data->>'connection_id' = c.id::text)
     order by c.id`,
    [clientId, sinceEventId, eventTypes],
  );
