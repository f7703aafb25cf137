import type { EntityManager } from '@mikro-orm/postgresql';
import type { StateAlertKind } from '../../../domain/stateAlert.ts';
import { query } from '../../tenantScope.ts';
import { freshAt, freshnessSubject, openRuns, runSubject, stateSubject } from './alertSubjects.ts';

export interface PastAlert {
  readonly clientId: string;
  readonly taskId: string;
}

// The row's id ends each subject, so an alert is compared with its own row only.
const rowId = 'right(k.subject, 36)::uuid';

/** Open alerts whose row has moved on: over by itself. Runs inside `acrossClients`. */
export const listPastAlerts = (
  em: EntityManager,
  { kinds, limit }: { readonly kinds: readonly StateAlertKind[]; readonly limit: number },
): Promise<PastAlert[]> =>
  query<PastAlert>(
    em,
    `select k.client_id as "clientId", k.id as "taskId"
     from tasks k
     where k.status = 'open' and k.kind = any($1)
       and not exists (
         select from bank_connections c where c.client_id = k.client_id and c.id = ${rowId} and ${stateSubject} = k.subject)
       and not exists (
         select from (${openRuns}) r where r.client_id = k.client_id and r.id = ${rowId} and ${runSubject} = k.subject)
       and not exists (
         select from (
           select id, client_id, ${freshAt} as fresh_at from bank_connections
           where connection_status in ('active', 'expiring') and auto_sync_enabled
         ) c
         where c.client_id = k.client_id and c.id = ${rowId} and ${freshnessSubject} = k.subject)
     order by k.client_id, k.id
     limit $2`,
    [kinds, limit],
  );
