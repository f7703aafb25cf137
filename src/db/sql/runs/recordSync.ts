import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionStatus } from '../../../domain/connectionStatus.ts';
import { queryOne } from '../../tenantScope.ts';
import { epochMs } from '../grants/epochMs.ts';

/** The connection's last successful sync. Gives the state that it found; the row is locked from here on. */
export const recordSync = (
  em: EntityManager,
  clientId: string,
  connectionId: string,
  at: Date,
): Promise<{ readonly status: ConnectionStatus; readonly consentExpiresMs: number | null }> =>
  queryOne(
    em,
    `update bank_connections set last_sync_at = $3 where client_id = $1 and id = $2
     returning connection_status as status, ${epochMs('consent_expires_at')} as "consentExpiresMs"`,
    [clientId, connectionId, at],
  );
