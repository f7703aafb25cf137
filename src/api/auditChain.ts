import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { followStretch, followWhole, holdsAt } from '../db/repositories/auditChain.ts';
import { readAuditCheck } from '../db/sql/audit/auditChecks.ts';
import { readHead, readLinksOf } from '../db/sql/audit/readChain.ts';
import { type BrokenLink, brokenBecause, brokenReasons, chainStart } from '../security/auditChain.ts';
import { instantText } from './shapes/fields.ts';

/** So many entries are gone through while somebody waits; a longer chain is by the hourly job. */
const mostAtOnce = 2_000;

export const chainShape = z
  .object({
    verified: z.boolean().meta({ description: 'No entry that was looked at differs from what was written' }),
    entries: z.int(),
    checked_through: z.int().meta({ description: 'So many entries, from the first, have been found right' }),
    whole_checked_at: instantText.nullable().meta({ description: 'When the hourly job last began at the first entry' }),
    head: z.string().nullable().meta({ description: 'Hash of the last entry, in hex; the log has those of each hour' }),
    broken_entry_id: z.string().nullable(),
    broken_because: z.enum(brokenReasons).nullable(),
  })
  .meta({ id: 'AuditChain' });

/**
 * Whether a client's chain holds (C-19), in bounded work: a short one from its first entry, a long one from where the job
 * has got to; and in either case the entries that are shown.
 */
export async function lookAtChain(
  em: EntityManager,
  clientId: string,
  shownIds: readonly string[],
): Promise<z.output<typeof chainShape>> {
  const stored = await readAuditCheck(em, clientId);
  const head = await readHead(em, clientId);
  const known = stored?.place ?? chainStart;
  const entries = Math.max(head?.seq ?? 0, known.seq);
  const moved = await holdsAt(em, clientId, known);
  const followed =
    entries <= mostAtOnce
      ? await followWhole(em, clientId, mostAtOnce)
      : await followStretch(em, { clientId, from: known, limit: mostAtOnce });
  const before: BrokenLink | null =
    stored === null || stored.brokenBecause === null
      ? null
      : { entryId: stored.brokenEntryId, reason: stored.brokenBecause };
  const broken = before ?? followed.broken ?? moved ?? (await lookAtShown(em, clientId, shownIds));
  return {
    verified: broken === null,
    entries,
    checked_through: followed.place.seq,
    whole_checked_at: stored?.wholeAt ?? null,
    head: head === null ? null : head.hash.toString('hex'),
    broken_entry_id: broken?.entryId ?? null,
    broken_because: broken?.reason ?? null,
  };
}

async function lookAtShown(
  em: EntityManager,
  clientId: string,
  entryIds: readonly string[],
): Promise<BrokenLink | null> {
  const links = await readLinksOf(em, { clientId, entryIds });
  const sealed = new Set(links.map(({ entryId }) => entryId));
  const unsealed = entryIds.find((id) => !sealed.has(id));
  if (unsealed !== undefined) return { entryId: unsealed, reason: 'unsealed' };
  for (const link of links) {
    const reason = brokenBecause(link, link.before ?? chainStart.hash);
    if (reason !== null) return { entryId: link.entryId, reason };
  }
  return null;
}
