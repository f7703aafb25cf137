import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface ItemAdvice {
  readonly id: string;
  /** That was advised about; an item that has changed meanwhile is left as it is. */
  readonly version: number;
  /** Indices of the stored candidates, the best first; null: the advisor failed. */
  readonly places: readonly number[] | null;
  readonly sentence: string | null;
  /** The order differs from the one that is shown now. */
  readonly reorders: boolean;
}

/**
 * Gives open items their advice. Where the order changes so does the version: who decides on what an older screen showed is
 * told (contract 3.2). Returns the ids of those. Candidates stay as the matcher stored them, for what is logged and learnt
 * is the matcher's (matching 11). An item that somebody holds is passed over, so nobody waits for another in a circle.
 */
export async function adviseItems(
  em: EntityManager,
  clientId: string,
  advice: readonly ItemAdvice[],
): Promise<readonly string[]> {
  if (advice.length === 0) return [];
  const rows = await query<{ readonly id: string; readonly reorders: boolean }>(
    em,
    `with held as materialized (
       select i.id, a.places, a.sentence, a.reorders
       from json_to_recordset($2) as a(id uuid, version int, places jsonb, sentence text, reorders boolean)
       join review_items i on i.client_id = $1 and i.id = a.id
       where i.status = 'open' and i.version = a.version and i.first_acceptance is null
       order by i.id
       for no key update of i skip locked
     )
     update review_items r
     set version = r.version + h.reorders::int,
         advice = jsonb_build_object('version', r.version + h.reorders::int, 'places', h.places, 'sentence', h.sentence,
                                     'at', now()),
         updated_at = case when h.places is null then r.updated_at else now() end
     from held h
     where r.client_id = $1 and r.id = h.id
     returning r.id, h.reorders`,
    [clientId, JSON.stringify(advice)],
  );
  return rows.flatMap(({ id, reorders }) => (reorders ? [id] : [])).toSorted();
}
