import type { EntityManager } from '@mikro-orm/postgresql';
import type { GivenAdvice } from '../../../domain/matching/advisor/readAdvice.ts';
import { query } from '../../tenantScope.ts';

/** Keeps what was said of contents, by their hash; what was said first stays. */
export async function keepMatchAdvice(
  em: EntityManager,
  clientId: string,
  given: ReadonlyMap<string, GivenAdvice>,
): Promise<void> {
  if (given.size === 0) return;
  const records = [...given].map(([content_hash, { places, sentence }]) => ({ content_hash, places, sentence }));
  await query(
    em,
    `insert into match_advice (client_id, content_hash, places, sentence)
     select $1, r.content_hash, r.places, r.sentence
     from json_to_recordset($2) as r(content_hash text, places jsonb, sentence text)
     on conflict (client_id, content_hash) do nothing`,
    [clientId, JSON.stringify(records)],
  );
}
