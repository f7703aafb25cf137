import { afterAll, beforeAll } from '@jest/globals';
import { openWorld, type World, type WorldOptions } from './world.ts';

export interface UseWorldOptions extends WorldOptions {
  /** What the file's tests have to clear away while the world is still there. */
  readonly beforeClose?: (world: World) => Promise<unknown>;
}

/** One world for a test file; each test takes clients and accounts of its own. */
export function useWorld({ beforeClose, ...options }: UseWorldOptions = {}): () => World {
  let world: World | undefined;
  beforeAll(async () => {
    world = await openWorld(options);
  }, 60_000);
  afterAll(async () => {
    if (world === undefined) return;
    try {
      await beforeClose?.(world);
    } finally {
      await world.close();
    }
  }, 60_000);
  return () => {
    if (world === undefined) throw new Error('the world is open in tests only');
    return world;
  };
}
