import type { EntityManager } from '@mikro-orm/postgresql';
import type { MatchingSettings } from '../../entities/client.ts';
import { query } from '../../tenantScope.ts';

/** A client as the contract shows it (3.2). */
export interface StoredClient {
  readonly client_id: string;
  readonly name: string | null;
  readonly org_number: string | null;
  readonly locale: string;
  readonly notification_emails: readonly string[];
  readonly return_urls: readonly string[];
  readonly matching: MatchingSettings;
  /** Booked rows outlive an erasure for as long as the law asks for them. */
  readonly legal_hold: boolean;
}

export const clientColumns =
  'client_id, name, org_number, locale, notification_emails, return_urls, matching, legal_hold' as const;

/** Null: nobody has made this client yet, or it is being erased. */
export async function readClient(em: EntityManager, clientId: string): Promise<StoredClient | null> {
  const [row] = await query<StoredClient>(
    em,
    `select ${clientColumns} from clients where client_id = $1 and erasing_at is null`,
    [clientId],
  );
  return row ?? null;
}
