import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionRef } from '../../../contracts/connection.ts';
import type { NoticeThreshold } from '../../../domain/lateNotice.ts';
import { query } from '../../tenantScope.ts';

/**
 * Connections with a notice before the consent's end, or a reminder after it, that is due and not given (D-17), longest
 * in their state first. Runs inside `acrossClients`.
 */
export const listLateNotices = (
  em: EntityManager,
  { thresholds, limit }: { readonly thresholds: readonly NoticeThreshold[]; readonly limit: number },
): Promise<ConnectionRef[]> =>
  query<ConnectionRef>(
    em,
    `select c.client_id as "clientId", c.id as "connectionId"
     from bank_connections c
     where exists (
       select from json_to_recordset($1) as t(status text, days int, "sinceBeforeMs" float8, "consentBeforeMs" float8)
       where c.connection_status = t.status
         and case when t."sinceBeforeMs" is not null
                  then c.status_changed_at <= to_timestamp(t."sinceBeforeMs" / 1000)
                    and (c.reconsent_reminder_days is null or c.reconsent_reminder_days < t.days)
                  else c.consent_expires_at < to_timestamp(t."consentBeforeMs" / 1000)
                    and (c.consent_notice_days is null or c.consent_notice_days > t.days) end
     )
     order by c.status_changed_at, c.id
     limit $2`,
    [JSON.stringify(thresholds), limit],
  );
