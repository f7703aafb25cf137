import type { EntityManager } from '@mikro-orm/postgresql';
import { ClientErasing } from '../../clientErasing.ts';
import { query } from '../../tenantScope.ts';
import { addAuditEntries } from '../effects/addAuditEntries.ts';
import { holdOffMatching } from '../matching/lockMatching.ts';
import { clientColumns, type StoredClient } from './readClient.ts';

export interface ClientToPut extends Omit<StoredClient, 'legal_hold'> {
  /** Null: as it is, at first held. */
  readonly legal_hold: boolean | null;
}

/** Makes the client or replaces all that the ERP decides about it, with its audit entry. Throws `ClientErasing`. */
export async function putClient(
  em: EntityManager,
  client: ClientToPut,
  actor: string,
): Promise<{ readonly client: StoredClient; readonly created: boolean }> {
  await holdOffMatching(em, client.client_id);
  const [row] = await query<StoredClient & { created: boolean }>(
    em,
    `insert into clients (client_id, name, org_number, locale, notification_emails, return_urls, matching, legal_hold)
     values ($1, $2, $3, $4, $5, $6, $7, coalesce($8, true))
     on conflict (client_id) do update set
       name = excluded.name, org_number = excluded.org_number, locale = excluded.locale,
       notification_emails = excluded.notification_emails, return_urls = excluded.return_urls,
       matching = excluded.matching, legal_hold = coalesce($8, clients.legal_hold), updated_at = now()
     where clients.erasing_at is null
     returning ${clientColumns}, (xmax = 0) as created`,
    [
      client.client_id,
      client.name,
      client.org_number,
      client.locale,
      JSON.stringify(client.notification_emails),
      JSON.stringify(client.return_urls),
      JSON.stringify(client.matching),
      client.legal_hold,
    ],
  );
  if (row === undefined) throw new ClientErasing();
  const { created, ...stored } = row;
  await addAuditEntries(em, client.client_id, [
    {
      kind: 'change',
      actor,
      action: created ? 'client.created' : 'client.settings',
      subjectId: client.client_id,
      data: {
        matching_mode: stored.matching.mode,
        return_urls: stored.return_urls.length,
        legal_hold: stored.legal_hold,
      },
    },
  ]);
  return { client: stored, created };
}
