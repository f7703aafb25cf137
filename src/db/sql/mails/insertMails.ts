import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { PlannedMail } from '../../../domain/mail/planMails.ts';
import { query } from '../../tenantScope.ts';

/**
 * Writes a client's mails, to be sent from now on. One of a subject that was written before is left out, and so is all
 * where the client names nobody to send to. Returns the ids of the new ones.
 */
export async function insertMails(
  em: EntityManager,
  clientId: string,
  { mails, at }: { readonly mails: readonly PlannedMail[]; readonly at: Date },
): Promise<string[]> {
  if (mails.length === 0) return [];
  const rows = await query<{ id: string }>(
    em,
    `insert into mails (id, client_id, kind, subject, connection_id, facts, created_at, next_attempt_at)
     select r.id, $1, r.kind, r.subject, r."connectionId", r.facts, $3, $3
     from json_to_recordset($2) as r(id uuid, kind text, subject text, "connectionId" uuid, facts jsonb)
     where exists (select from clients c where c.client_id = $1 and jsonb_array_length(c.notification_emails) > 0)
     on conflict (client_id, subject) do nothing
     returning id`,
    [clientId, JSON.stringify(mails.map((mail) => ({ id: randomUUIDv7(), ...mail }))), at],
  );
  return rows.map(({ id }) => id);
}
