import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface AuditRecord {
  readonly kind: 'change' | 'api_call' | 'bank_call';
  /** A principal's id, `workflow`, or `bank`. */
  readonly actor: string;
  /** `connection.initiate`, `grant.refresh`, … */
  readonly action: string;
  readonly subjectId: string | null;
  /** Ids, codes and counts; never a secret, a name or a text of the bank. */
  readonly data?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes audit entries in the transaction of the change (C-19). */
export async function addAuditEntries(
  em: EntityManager,
  clientId: string,
  records: readonly AuditRecord[],
): Promise<void> {
  if (records.length === 0) return;
  // Within a millisecond such ids come in any order; put in order they keep that of the records, and so does a list.
  const ids = records.map(() => randomUUIDv7()).toSorted();
  const rows = records.map((record, index) => ({
    id: ids[index],
    kind: record.kind,
    actor: record.actor,
    action: record.action,
    subject_id: record.subjectId,
    data: record.data ?? {},
  }));
  await query(
    em,
    `insert into audit_entries (id, client_id, kind, actor, action, subject_id, data)
     select r.id, $1, r.kind, r.actor, r.action, r.subject_id, r.data
     from json_to_recordset($2) as r(id uuid, kind text, actor text, action text, subject_id text, data jsonb)`,
    [clientId, JSON.stringify(rows)],
  );
}
