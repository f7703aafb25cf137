import type { KeyInUse } from '../../db/sql/secrets/keysInUse.ts';
import type { Logger } from '../../logger.ts';
import { createSpillFolder } from './spillFolder.ts';

/** Keys that renewed tokens in the spill folder need, which no row has yet (A.2, B-10). */
export async function listSpilledKeys(spillDir: string, logger: Pick<Logger, 'error'>): Promise<readonly KeyInUse[]> {
  const spill = createSpillFolder(spillDir, logger);
  const files = await spill.list(Number.POSITIVE_INFINITY);
  const grants = await Promise.all(
    files.flatMap(({ name, grant }) =>
      grant === null || !name.endsWith('.json') ? [] : [spill.read(grant.id, grant.version)],
    ),
  );
  const keyIds = new Set(grants.flatMap((grant) => (grant === null ? [] : [grant.key.keyId])));
  return [...keyIds].map((keyId) => ({ keyId, tables: ['spill folder'] }));
}
