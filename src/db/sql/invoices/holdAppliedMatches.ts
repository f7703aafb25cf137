import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { holdOffMatching } from '../matching/lockMatching.ts';
import { isImported } from './nameImported.ts';

/** The matches that an invoice's figure holds (contract 4). */
export interface AppliedMatches {
  readonly external_id: string;
  /** All of them, as ids. */
  readonly applied: readonly string[];
  /** Those that it holds because they were imported: they need not be named. */
  readonly imported: readonly string[];
}

/**
 * Holds those of the invoices that are there until the transaction ends, in the order of `external_id`, and says which
 * matches each holds, by `external_id`. Who allocates waits, or was waited for and is seen by the next statement. Two
 * statements: one alone would answer by what it saw before it waited, and PostgreSQL 18.4 crashes where it evaluates such a
 * subquery anew for a row that was changed meanwhile.
 */
export async function holdAppliedMatches(
  em: EntityManager,
  clientId: string,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, AppliedMatches>> {
  await holdOffMatching(em, clientId);
  const held = await query<{ id: string }>(
    em,
    `select id from invoices where client_id = $1 and external_id = any($2)
     order by external_id for no key update`,
    [clientId, externalIds],
  );
  const rows = await query<AppliedMatches>(
    em,
    `select i.external_id, i.applied_match_ids as applied,
            case when i.applied_match_ids = '[]' then '[]' else (
              select coalesce(jsonb_agg(m.id), '[]')
              from jsonb_array_elements_text(i.applied_match_ids) as named(id)
              join matches m on m.client_id = i.client_id and m.id = named.id::uuid
              where m.state = 'active' and ${isImported}) end as imported
     from invoices i where i.client_id = $1 and i.id = any($2)`,
    [clientId, held.map(({ id }) => id)],
  );
  return new Map(rows.map((row) => [row.external_id, row]));
}
