import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionStatus } from '../../../domain/connectionStatus.ts';
import { query } from '../../tenantScope.ts';
import { accountAsJson, type StoredAccount } from './accountColumns.ts';
import { instant } from './instant.ts';
import { runAsJson, type StoredRun } from './runColumns.ts';

export interface DemotedId {
  readonly evidence: string;
  /** The bank's day. */
  readonly on: string;
}

export interface StoredConnection {
  readonly id: string;
  readonly bank: string;
  readonly status: ConnectionStatus;
  readonly statusReason: string | null;
  readonly autoSyncEnabled: boolean;
  readonly syncFrequencyHours: number;
  readonly lastAttemptAt: string | null;
  readonly lastSyncAt: string | null;
  readonly totalTransactionsImported: string;
  readonly consentExpiresAt: string | null;
  /** Bank ids that pair rows no more, by their field; null: none was demoted (ledger 4). */
  readonly demotedIds: Readonly<Record<string, DemotedId>> | null;
  readonly createdAt: string;
  /** The open run, else the latest. */
  readonly lastRun: StoredRun | null;
  readonly accounts: readonly StoredAccount[];
}

const columns = `
  c.id, c.bank, c.connection_status as status, c.status_reason as "statusReason",
  c.auto_sync_enabled as "autoSyncEnabled", c.sync_frequency_hours as "syncFrequencyHours",
  ${instant('c.last_attempt_at')} as "lastAttemptAt", ${instant('c.last_sync_at')} as "lastSyncAt",
  c.total_transactions_imported::text as "totalTransactionsImported",
  c.id_policy as "demotedIds", ${instant('c.consent_expires_at')} as "consentExpiresAt", ${instant('c.created_at')} as "createdAt",
  (select ${runAsJson} from sync_runs r where r.client_id = c.client_id and r.connection_id = c.id
   order by r.started_at desc, r.id desc limit 1) as "lastRun",
  (select coalesce(json_agg(${accountAsJson} order by a.id), '[]') from bank_accounts a
   where a.client_id = c.client_id and a.connection_id = c.id) as accounts`;

/**
 * Connections of a client, oldest first; one more than `limit` where there are more. Without a status those that were
 * once connected.
 */
export const listConnections = (
  em: EntityManager,
  filter: {
    readonly clientId: string;
    readonly status: ConnectionStatus | null;
    readonly afterId: string | null;
    readonly limit: number;
  },
): Promise<StoredConnection[]> =>
  query<StoredConnection>(
    em,
    `with page as materialized (
       select * from bank_connections
       where client_id = $1
         and case when $2::text is null then connected_at is not null else connection_status = $2 end
         and ($3::uuid is null or id > $3)
       order by id limit $4
     )
     select ${columns} from page c order by c.id`,
    [filter.clientId, filter.status, filter.afterId, filter.limit + 1],
  );

/** One connection in any state; null: the client has none with this id. */
export async function readConnection(
  em: EntityManager,
  clientId: string,
  id: string,
): Promise<StoredConnection | null> {
  const [row] = await query<StoredConnection>(
    em,
    `select ${columns} from bank_connections c where c.client_id = $1 and c.id = $2`,
    [clientId, id],
  );
  return row ?? null;
}
