import { listGrantVersions } from '../../db/sql/grants/listGrantVersions.ts';
import { listWiped } from '../../db/sql/grants/listWiped.ts';
import { acrossClients, withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createSpillFolder } from './spillFolder.ts';

/** Younger files belong to refreshes that are under way, or that the next caller takes up. */
const leastAgeMs = 3_600_000;

/**
 * Secrets outlive nothing on this machine's disk: files of grants that are wiped or unknown, of versions that
 * are stored, and of writes that died are forgotten. A process that dies after its commit leaves them. Returns how many
 * grants and dead writes had any.
 */
export function createSweepSpill({ orm, clock, logger, settings }: ActivityDeps): () => Promise<number> {
  const spill = createSpillFolder(settings.spillDir, logger);
  return async () => {
    const files = await spill.list(clock.now() - leastAgeMs);
    const ids = [...new Set(files.flatMap(({ grant }) => grant?.id ?? []))];
    const dead = files.filter(({ grant }) => grant === null).map(({ name }) => name);
    await spill.forgetNames(dead);
    if (ids.length === 0) return dead.length;

    const known = await acrossClients(orm.em, (em) => listGrantVersions(em, ids));
    const gone = new Set(ids);
    for (const { grantId } of known) gone.delete(grantId);
    for (const [clientId, grants] of Map.groupBy(known, ({ clientId: owner }) => owner)) {
      const grantIds = grants.map(({ grantId }) => grantId);
      const wiped = await withClient(orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
        listWiped(em, { clientId, grantIds }),
      );
      for (const id of wiped) gone.add(id);
    }
    for (const id of gone) await spill.forgetAll(id);
    const kept = known.filter(({ grantId }) => !gone.has(grantId));
    for (const { grantId, version } of kept) await spill.forget(grantId, version);
    const stored = kept.filter(({ grantId, version }) =>
      files.some(({ grant, name }) => grant?.id === grantId && grant.version <= version && name.endsWith('.json')),
    );
    const swept = dead.length + gone.size + stored.length;
    if (swept > 0)
      logger.warn({ alert: 'spill_swept', count: swept }, 'secrets that nobody needs were left on the disk');
    return swept;
  };
}
