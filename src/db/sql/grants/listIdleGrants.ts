import type { EntityManager } from '@mikro-orm/postgresql';
import type { KeepAliveThresholds } from '../../../domain/keepAliveDue.ts';
import { query } from '../../tenantScope.ts';

export interface IdleGrant {
  readonly grantId: string;
  readonly clientId: string;
  readonly connectionId: string;
}

/**
 * Grants with tokens of connections that may sync, unused for too long, in the order of their ids. One without
 * access token's end is a consent, which needs no use. Runs inside `acrossClients`.
 */
export const listIdleGrants = (
  em: EntityManager,
  {
    bank,
    due,
    afterGrantId,
    limit,
  }: {
    readonly bank: string;
    readonly due: KeepAliveThresholds;
    readonly afterGrantId: string | null;
    readonly limit: number;
  },
): Promise<IdleGrant[]> =>
  query<IdleGrant>(
    em,
    `select g.id as "grantId", g.client_id as "clientId", g.connection_id as "connectionId"
     from bank_grants g
     join bank_connections c on c.client_id = g.client_id and c.id = g.connection_id
     where c.bank = $1 and c.connection_status in ('active', 'expiring') and g.role = 'current'
       and g.access_expires_at is not null and ($4::uuid is null or g.id > $4)
       and g.updated_at < case when c.auto_sync_enabled and c.sync_frequency_hours <= 24 then $3::timestamptz
                               else $2::timestamptz end
     order by g.id
     limit $5`,
    [bank, due.restedSince, due.restedWithNightsSince, afterGrantId, limit],
  );
