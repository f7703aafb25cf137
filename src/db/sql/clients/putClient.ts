import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';
import { addAuditEntries } from '../effects/addAuditEntries.ts';
import { clientColumns, type StoredClient } from './readClient.ts';

/** Makes the client or replaces all that the ERP decides about it, with its audit entry. */
export async function putClient(
  em: EntityManager,
  client: StoredClient,
  actor: string,
): Promise<{ readonly client: StoredClient; readonly created: boolean }> {
  const { created, ...stored } = await queryOne<StoredClient & { created: boolean }>(
    em,
    `insert into clients (client_id, name, org_number, locale, notification_emails, return_urls, matching)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (client_id) do update set
       name = excluded.name, org_number = excluded.org_number, locale = excluded.locale,
       notification_emails = excluded.notification_emails, return_urls = excluded.return_urls,
       matching = excluded.matching, updated_at = now()
     returning ${clientColumns}, (xmax = 0) as created`,
    [
      client.client_id,
      client.name,
      client.org_number,
      client.locale,
      JSON.stringify(client.notification_emails),
      JSON.stringify(client.return_urls),
      JSON.stringify(client.matching),
    ],
  );
  await addAuditEntries(em, client.client_id, [
    {
      kind: 'change',
      actor,
      action: created ? 'client.created' : 'client.settings',
      subjectId: client.client_id,
      data: { matching_mode: stored.matching.mode, return_urls: stored.return_urls.length },
    },
  ]);
  return { client: stored, created };
}
