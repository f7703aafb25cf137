import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from './world.ts';

/** What the program's workflows allow between two heartbeats, as it stands in their bundle. */
const asShipped = "heartbeatTimeout: '30s'";
const sooner = "heartbeatTimeout: '15s'";

/**
 * The world for workers of a test that kills many of them: the server misses the heartbeats of one after 15 s (they come
 * every 5 s). All else in the workflows is as it is shipped. The 30 s themselves are held by killedWorker.test.ts.
 */
export async function withSoonMissedWorkers(world: World): Promise<World> {
  const code = await readFile(world.bundleFile, 'utf8');
  if (!code.includes(asShipped)) throw new Error(`the workflows' bundle says nowhere ${asShipped}`);
  const bundleFile = join(world.environment['KONTOSYNC_DATA_DIR'] ?? '', 'soonMissed.bundle.js');
  await writeFile(bundleFile, code.replaceAll(asShipped, sooner));
  return { ...world, bundleFile };
}
