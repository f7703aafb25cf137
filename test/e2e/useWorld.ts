import { afterAll, beforeAll } from '@jest/globals';
import { openWorld, type World, type WorldOptions } from './world.ts';

/** One world for a test file; each test takes clients and accounts of its own. */
export function useWorld(options: WorldOptions = {}): () => World {
  let world: World | undefined;
  beforeAll(async () => {
    world = await openWorld(options);
  }, 60_000);
  afterAll(() => world?.close(), 60_000);
  return () => {
    if (world === undefined) throw new Error('the world is open in tests only');
    return world;
  };
}
