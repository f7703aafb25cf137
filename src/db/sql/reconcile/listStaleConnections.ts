import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { epochMs } from '../grants/epochMs.ts';
import { freshAt, freshnessSubject } from './alertSubjects.ts';

export interface StaleConnection {
  readonly clientId: string;
  readonly connectionId: string;
  readonly freshMs: number;
  readonly subject: string;
}

/** Whose last complete sync is older than the frequency allows (E-7), told of nobody yet. Runs inside `acrossClients`. */
export const listStaleConnections = (
  em: EntityManager,
  { now, limitMs, limit }: { readonly now: Date; readonly limitMs: number; readonly limit: number },
): Promise<StaleConnection[]> =>
  query<StaleConnection>(
    em,
    `select c.client_id as "clientId", c.id as "connectionId", ${epochMs('c.fresh_at')} as "freshMs",
            ${freshnessSubject} as subject
     from (
       select id, client_id, sync_frequency_hours, ${freshAt} as fresh_at from bank_connections
       where connection_status in ('active', 'expiring') and auto_sync_enabled
     ) c
     where c.fresh_at < $1::timestamptz - make_interval(secs => $2 / 1000.0 + greatest(0, c.sync_frequency_hours - 24) * 3600)
       and not exists (select from tasks k where k.client_id = c.client_id and k.subject = ${freshnessSubject})
     order by c.fresh_at, c.id
     limit $3`,
    [now, limitMs, limit],
  );
