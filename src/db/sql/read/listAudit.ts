import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import type { AuditRecord } from '../effects/addAuditEntries.ts';
import { instant } from './instant.ts';

export interface StoredAuditEntry extends Omit<Required<AuditRecord>, 'data'> {
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
  /** To the microsecond: where the list goes on. */
  readonly createdAtExactly: string;
}

export interface AuditFilter {
  readonly clientId: string;
  readonly kind: AuditRecord['kind'] | null;
  /** The entry behind which the page begins. */
  readonly after: { readonly createdAt: string; readonly id: string } | null;
  readonly limit: number;
}

/** Who did what about a client, newest first; one more than `limit` where there are more. */
export const listAudit = (em: EntityManager, filter: AuditFilter): Promise<StoredAuditEntry[]> =>
  query<StoredAuditEntry>(
    em,
    `select id, kind, actor, action, subject_id as "subjectId",
            data || coalesce((select jsonb_build_object('user', p.user_ref) from audit_persons p
              where p.client_id = e.client_id and p.entry_id = e.id), '{}') as data,
            ${instant('created_at')} as "createdAt", to_json(created_at) #>> '{}' as "createdAtExactly"
     from audit_entries e
     where client_id = $1
       and ($2::text is null or kind = $2)
       and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
     order by created_at desc, id desc
     limit $5`,
    [filter.clientId, filter.kind, filter.after?.createdAt ?? null, filter.after?.id ?? null, filter.limit + 1],
  );
