import type { EntityManager } from '@mikro-orm/postgresql';
import type { GivenAdvice } from '../../../domain/matching/advisor/readAdvice.ts';
import { query } from '../../tenantScope.ts';

/** What was said already of contents, by their hash. */
export async function readMatchAdvice(
  em: EntityManager,
  clientId: string,
  contentHashes: readonly string[],
): Promise<ReadonlyMap<string, GivenAdvice>> {
  if (contentHashes.length === 0) return new Map();
  const rows = await query<GivenAdvice & { readonly content_hash: string }>(
    em,
    'select content_hash, places, sentence from match_advice where client_id = $1 and content_hash = any($2)',
    [clientId, contentHashes],
  );
  return new Map(rows.map(({ content_hash, places, sentence }) => [content_hash, { places, sentence }]));
}
