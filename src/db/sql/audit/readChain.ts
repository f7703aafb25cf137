import type { EntityManager } from '@mikro-orm/postgresql';
import type { ChainLink, ChainPlace } from '../../../security/auditChain.ts';
import { query } from '../../tenantScope.ts';

/**
 * SQL: the seals `s` of a client with their entries, as `ChainLink`. The canonical form is written out here, not asked of
 * the function that the trigger uses: who could alter entries could alter that too.
 */
const links = `
  select s.seq::int as seq, s.entry_id as "entryId", s.hash,
         case when e.id is not null then jsonb_build_array(s.seq, e.id, e.client_id, e.kind, e.actor, e.action, e.subject_id,
           e.data, encode(e.user_digest, 'hex'), (extract(epoch from e.created_at) * 1000000)::bigint)::text end as canonical,
         e.user_digest as "userDigest", p.user_ref as "userRef", p.salt
  from audit_seals s
  left join audit_entries e on e.client_id = s.client_id and e.id = s.entry_id
  left join audit_persons p on p.client_id = s.client_id and p.entry_id = s.entry_id
  where s.client_id = $1`;

/** The links behind `afterSeq`, in their order. */
export const readChain = (
  em: EntityManager,
  { clientId, afterSeq, limit }: { readonly clientId: string; readonly afterSeq: number; readonly limit: number },
): Promise<ChainLink[]> =>
  query<ChainLink>(em, `${links} and s.seq > $2 order by s.seq limit $3`, [clientId, afterSeq, limit]);

/** The links of these entries, each with the hash before it; an entry without a seal is missing. */
export const readLinksOf = (
  em: EntityManager,
  { clientId, entryIds }: { readonly clientId: string; readonly entryIds: readonly string[] },
): Promise<(ChainLink & { readonly before: Buffer | null })[]> =>
  query(
    em,
    `select l.*, b.hash as before
     from (${links} and s.entry_id = any($2)) l
     left join audit_seals b on b.client_id = $1 and b.seq = l.seq - 1`,
    [clientId, entryIds],
  );

/** The last seal, or the last up to `atMost`; null: there is none. */
export async function readHead(
  em: EntityManager,
  clientId: string,
  atMost: number | null = null,
): Promise<(ChainPlace & { readonly entryId: string }) | null> {
  const [head] = await query<ChainPlace & { readonly entryId: string }>(
    em,
    `select seq::int as seq, hash, entry_id as "entryId" from audit_seals
     where client_id = $1 and ($2::bigint is null or seq <= $2)
     order by seq desc limit 1`,
    [clientId, atMost],
  );
  return head ?? null;
}

/** An entry that no seal names: it came in past the trigger. Null: there is none. */
export async function findUnsealed(em: EntityManager, clientId: string): Promise<string | null> {
  const [row] = await query<{ id: string }>(
    em,
    `select e.id from audit_entries e
     where e.client_id = $1
       and not exists (select from audit_seals s where s.client_id = e.client_id and s.entry_id = e.id)
     limit 1`,
    [clientId],
  );
  return row?.id ?? null;
}
