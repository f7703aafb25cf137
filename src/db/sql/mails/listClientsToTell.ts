import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventType } from '../../../contracts/events.ts';
import { query } from '../../tenantScope.ts';

export interface ClientsToTell {
  /** The least id of the events that count: their ids are of version 7. */
  readonly sinceEventId: string;
  readonly eventTypes: readonly EventType[];
  /** Of the digest that may be written now; null: none may. */
  readonly digestSubject: string | null;
  readonly afterClientId: string | null;
  readonly limit: number;
}

/**
 * Clients of whom a mail may have to be written, by id: something was told of a connection lately, or rows wait for review
 * and today's digest is not there. Runs inside `acrossClients`.
 */
export async function listClientsToTell(em: EntityManager, wanted: ClientsToTell): Promise<string[]> {
  const { sinceEventId, eventTypes, digestSubject, afterClientId, limit } = wanted;
  const rows = await query<{ client_id: string }>(
    em,
    `select client_id from (
       select e.client_id from outbox_events e where e.id >= $1 and e.type = any($2)
       union
       select r.client_id from review_items r
       where r.status = 'open' and $3::text is not null
         and not exists (select from mails m where m.client_id = r.client_id and m.subject = $3)
     ) told
     where $4::uuid is null or client_id > $4
     order by client_id
     limit $5`,
    [sinceEventId, eventTypes, digestSubject, afterClientId, limit],
  );
  return rows.map(({ client_id }) => client_id);
}
