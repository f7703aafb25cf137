import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { personDigest } from '../../../security/auditChain.ts';
import { actingUser } from '../../actingUser.ts';
import { query } from '../../tenantScope.ts';

export interface AuditRecord {
  readonly kind: 'change' | 'api_call' | 'bank_call';
  /** A principal's id, `workflow`, or `bank`. */
  readonly actor: string;
  /** `connection.initiate`, `grant.refresh`, … */
  readonly action: string;
  readonly subjectId: string | null;
  /**
   * Ids, codes and counts; never a secret, a name or a text of the bank. `user` is the ERP's id of the person who acts: kept
   * apart, so that she can be forgotten. Left out, it is the one that the request names.
   */
  readonly data?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes audit entries in the transaction of the change (C-19); its commit adds them to the client's chain. */
export async function addAuditEntries(
  em: EntityManager,
  clientId: string,
  records: readonly AuditRecord[],
): Promise<void> {
  if (records.length === 0) return;
  // Within a millisecond such ids come in any order; put in order they keep that of the records, and so does a list.
  const ids = records.map(() => randomUUIDv7()).toSorted();
  const rows = records.map(({ data: { user, ...data } = {}, ...record }, index) => ({
    id: ids[index],
    kind: record.kind,
    actor: record.actor,
    action: record.action,
    subject_id: record.subjectId,
    data,
    ...sealPerson(typeof user === 'string' ? user : actingUser()),
  }));
  const persons = rows.some(({ user }) => user !== null) ? withPersons : '';
  await query(
    em,
    `with r as materialized (
       select * from json_to_recordset($2) as r(id uuid, kind text, actor text, action text, subject_id text, data jsonb,
         "user" text, salt text, digest text)
     )${persons}
     insert into audit_entries (id, client_id, kind, actor, action, subject_id, data, user_digest)
     select r.id, $1, r.kind, r.actor, r.action, r.subject_id, r.data, decode(r.digest, 'hex') from r`,
    [clientId, JSON.stringify(rows)],
  );
}

const withPersons = `, persons as (
       insert into audit_persons (client_id, entry_id, user_ref, salt)
       select $1, r.id, r."user", decode(r.salt, 'hex') from r where r."user" is not null
     )`;

function sealPerson(user: string | null): { user: string | null; salt: string | null; digest: string | null } {
  if (user === null) return { user, salt: null, digest: null };
  const salt = randomBytes(16);
  return { user, salt: salt.toString('hex'), digest: personDigest(salt, user).toString('hex') };
}
