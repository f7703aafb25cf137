import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionStatus } from '../../../domain/connectionStatus.ts';
import type { StateThreshold } from '../../../domain/stateAlert.ts';
import { query } from '../../tenantScope.ts';
import { epochMs } from '../grants/epochMs.ts';
import { stateSubject } from './alertSubjects.ts';

export interface OverdueCandidate {
  readonly clientId: string;
  readonly connectionId: string;
  readonly status: ConnectionStatus;
  readonly sinceMs: number;
  readonly consentExpiresMs: number | null;
  readonly subject: string;
}

/**
 * Connections past their state's limit of which nobody was told yet, longest first; the domain says since when.
 * Runs inside `acrossClients`.
 */
export const listOverdueConnections = (
  em: EntityManager,
  { thresholds, limit }: { readonly thresholds: readonly StateThreshold[]; readonly limit: number },
): Promise<OverdueCandidate[]> =>
  query<OverdueCandidate>(
    em,
    `select c.client_id as "clientId", c.id as "connectionId", c.connection_status as status,
            ${epochMs('c.status_changed_at')} as "sinceMs", ${epochMs('c.consent_expires_at')} as "consentExpiresMs",
            ${stateSubject} as subject
     from json_to_recordset($1) as t(status text, "sinceBeforeMs" float8, "consentBeforeMs" float8)
     join bank_connections c on c.connection_status = t.status
       and (c.status_changed_at <= to_timestamp(t."sinceBeforeMs" / 1000)
         or c.consent_expires_at < to_timestamp(t."consentBeforeMs" / 1000))
     where not exists (select from tasks k where k.client_id = c.client_id and k.subject = ${stateSubject})
     order by c.status_changed_at, c.id
     limit $2`,
    [JSON.stringify(thresholds), limit],
  );
