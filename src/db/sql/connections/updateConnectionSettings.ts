import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { addAuditEntries } from '../effects/addAuditEntries.ts';

export interface ConnectionSettings {
  readonly clientId: string;
  readonly connectionId: string;
  /** null: as it is. */
  readonly autoSyncEnabled: boolean | null;
  readonly syncFrequencyHours: number | null;
  /** Of the audit: a principal's id. */
  readonly actor: string;
}

/** Changes when a connection syncs by itself, with its audit entry; what is so already is no change. */
export async function updateConnectionSettings(em: EntityManager, settings: ConnectionSettings): Promise<void> {
  const { clientId, connectionId, autoSyncEnabled, syncFrequencyHours, actor } = settings;
  const [changed] = await query<{ auto_sync_enabled: boolean; sync_frequency_hours: number }>(
    em,
    `update bank_connections
     set auto_sync_enabled = coalesce($3, auto_sync_enabled),
         sync_frequency_hours = coalesce($4, sync_frequency_hours), updated_at = now()
     where client_id = $1 and id = $2
       and (auto_sync_enabled <> coalesce($3, auto_sync_enabled)
            or sync_frequency_hours <> coalesce($4, sync_frequency_hours))
     returning auto_sync_enabled, sync_frequency_hours`,
    [clientId, connectionId, autoSyncEnabled, syncFrequencyHours],
  );
  if (changed === undefined) return;
  await addAuditEntries(em, clientId, [
    { kind: 'change', actor, action: 'connection.settings', subjectId: connectionId, data: { ...changed } },
  ]);
}
