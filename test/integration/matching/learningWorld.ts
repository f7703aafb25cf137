import { expect } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { z } from 'zod';
import { loadWeights } from '../../../src/activities/matching/loadLearning.ts';
import { createMatchingActivities } from '../../../src/activities/matching/matchingActivities.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { addDays, bankToday, type CalendarDate } from '../../../src/domain/calendarDate.ts';
import type { ClientWeights } from '../../../src/domain/matching/learning/clientWeights.ts';
import type { Answer } from '../api/openTestApi.ts';
import { openReviewWorld, type ReviewClient, type ReviewWorld } from '../api/reviewWorld.ts';

const dayMs = 86_400_000;

const openItems = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      version: z.int(),
      reason: z.string(),
      transaction: z.object({ id: z.string() }),
      candidates: z.array(
        z.object({ id: z.string(), allocations: z.array(z.object({ external_id: z.string(), amount: z.string() })) }),
      ),
    }),
  ),
});
export type OpenItem = z.output<typeof openItems>['items'][number];

export interface LearningWorld extends ReviewWorld {
  /** All that waits, by a worker whose clock is so many days after what people did. */
  matchAll(client: ReviewClient, daysLater: number): Promise<void>;
  weights(client: ReviewClient, daysLater: number): Promise<ClientWeights>;
  /** The open item of a row. */
  itemOf(client: ReviewClient, transactionId: string): Promise<OpenItem>;
  /** A person's answer about the candidate that proposes this invoice alone. */
  answer(client: ReviewClient, transactionId: string, action: 'accept' | 'reject', externalId: string): Promise<void>;
  /** The active match of a row. */
  matchOf(transactionId: string | undefined): Promise<string>;
  confirm(matchId: string): Promise<Answer>;
  /** `match_status`, with the invoices of an active match. */
  outcomeOf(transactionId: string): Promise<string>;
}

/** Invoices, rows, people and the matcher, on days of the test's choosing. */
export async function openLearningWorld(): Promise<LearningWorld> {
  const world = await openReviewWorld();
  let daysAhead = 0;
  const clock = { now: () => Date.now() + daysAhead * dayMs };
  const steps = createMatchingActivities({ orm: world.database.orm, clock });

  const itemOf: LearningWorld['itemOf'] = async ({ clientId }, transactionId) => {
    const { body } = await world.as(null, 'GET', `/api/v1/review-items?client_id=${clientId}`);
    const found = openItems.parse(body).items.find(({ transaction }) => transaction.id === transactionId);
    if (found === undefined) throw new Error('the row has no open item');
    return found;
  };

  return {
    ...world,
    itemOf,
    async matchAll({ clientId }, daysLater) {
      daysAhead = daysLater;
      const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
      await environment.run(steps.matchChunk, { clientId, afterTransactionId: null });
    },
    weights: ({ clientId }, daysLater) =>
      withClient(world.database.orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
        loadWeights(em, clientId, inDays(daysLater)),
      ),
    async answer(client, transactionId, action, externalId) {
      const { id, version, candidates } = await itemOf(client, transactionId);
      const named = candidates.find(({ allocations }) => allocations.every((one) => one.external_id === externalId));
      const { status } = await world.resolve(id, { version, action, candidate_id: named?.id ?? '' });
      expect(status).toBe(200);
    },
    async matchOf(transactionId) {
      const [match] = await world.database.admin<{ id: string }>(
        `select id from matches where transaction_id = $1 and state = 'active'`,
        [transactionId],
      );
      if (match === undefined) throw new Error('the row has no match');
      return match.id;
    },
    confirm: (matchId) => world.as('anna', 'POST', `/api/v1/matches/${matchId}/confirm`),
    async outcomeOf(transactionId) {
      const [row] = await world.database.admin<{ outcome: string }>(
        `select concat_ws(' ', t.match_status, string_agg(i.external_id, ' ' order by i.external_id)) as outcome
         from bank_transactions t
         left join matches m on m.transaction_id = t.id and m.state = 'active'
         left join allocations a on a.match_id = m.id
         left join invoices i on i.id = a.invoice_id
         where t.id = $1 group by t.match_status`,
        [transactionId],
      );
      return row?.outcome ?? '';
    },
  };
}

/** As the worker's clock counts days. */
export const inDays = (days: number): CalendarDate => addDays(bankToday(Date.now(), 'UTC'), days);
