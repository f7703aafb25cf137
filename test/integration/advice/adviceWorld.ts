import { Writable } from 'node:stream';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createAdviseReviews } from '../../../src/activities/advice/adviseReviews.ts';
import { createHttpAdvisor } from '../../../src/activities/advice/httpAdvisor.ts';
import type { AdvisedChunk } from '../../../src/contracts/advice.ts';
import { createLogger } from '../../../src/logger.ts';
import { Secret } from '../../../src/security/secret.ts';
import type { TestDatabase } from '../../setup/testDatabase.ts';
import { type ModelServer, openModelServer } from './modelServer.ts';

export interface StoredItem extends Record<string, unknown> {
  readonly version: number;
  readonly candidates: unknown;
}

export interface AdviceWorld {
  readonly model: ModelServer;
  /** Lines of the log so far, as text. */
  readonly log: readonly string[];
  readonly clock: { nowMs: number };
  /** One chunk, as the workflow asks for it. */
  chunk(clientId: string, afterItemId?: string | null): Promise<AdvisedChunk>;
  /** All chunks of a client. */
  advise(clientId: string): Promise<void>;
  stored(itemId: string): Promise<StoredItem>;
  close(): Promise<void>;
}

/** The step over a test's database, with an advisor over HTTP. */
export async function openAdviceWorld(database: TestDatabase): Promise<AdviceWorld> {
  const model = await openModelServer();
  const log: string[] = [];
  const clock = { nowMs: Date.now() };
  const advisor = createHttpAdvisor({ url: model.url, apiKey: new Secret('canary-key'), timeoutMs: 10_000 });
  const step = createAdviseReviews({
    orm: database.orm,
    clock: { now: () => clock.nowMs },
    logger: createLogger(
      { level: 'debug', service: 'test' },
      new Writable({
        write(line: Buffer, _encoding, done) {
          log.push(line.toString());
          done();
        },
      }),
    ),
    advisor,
  });
  const chunk: AdviceWorld['chunk'] = (clientId, afterItemId = null) =>
    new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(step, { clientId, afterItemId });
  return {
    model,
    log,
    clock,
    chunk,
    async advise(clientId) {
      let after: string | null = null;
      do {
        const chunkOf: AdvisedChunk = await chunk(clientId, after);
        after = chunkOf.nextAfterItemId;
      } while (after !== null);
    },
    async stored(itemId) {
      const [row] = await database.admin<StoredItem>('select * from review_items where id = $1', [itemId]);
      if (row === undefined) throw new Error('no such item');
      return row;
    },
    async close() {
      await advisor.close();
      await model.close();
    },
  };
}
