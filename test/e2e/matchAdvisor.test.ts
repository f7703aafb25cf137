import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { adviceWorkflowId } from '../../src/contracts/ids.ts';
import { type ModelServer, openModelServer, turned } from '../integration/advice/modelServer.ts';
import { accepted, connectAccount, syncNow } from './connectAccount.ts';
import { alikeAmount, sendTwoAlike } from './sendTwoAlike.ts';
import { until } from './until.ts';
import { openWorld, type World } from './world.ts';

let model: ModelServer;
let world: World;
beforeAll(async () => {
  model = await openModelServer();
  world = await openWorld({ environment: { MATCH_ADVISOR_URL: model.url, MATCH_ADVISOR_API_KEY: 'canary-key' } });
}, 60_000);
afterAll(async () => {
  await world.close();
  await model.close();
});

const listShape = z.object({
  items: z.array(
    z.object({
      version: z.int(),
      advice: z.string().nullable(),
      candidates: z.array(z.object({ id: z.string(), probability: z.number() })),
    }),
  ),
});

test('matching 11 a sync ends while the advisor is silent; its answer then orders what is shown', async () => {
  const waiting: (() => void)[] = [];
  model.answer((count, response) => void waiting.push(() => turned()(count, response)));
  const { clientId, connectionId, account } = await connectAccount(world, { rows: 5 });
  await sendTwoAlike(world, clientId);
  await world.bank.book(account, { amount: alikeAmount });
  await syncNow(world, connectionId);
  const items = async () =>
    accepted(listShape, await world.erp.call('GET', `/api/v1/review-items?client_id=${clientId}&kind=candidates`))
      .items;
  expect(await items()).toMatchObject([{ version: 1, advice: null, candidates: [{ id: '1' }, { id: '2' }] }]);
  await until('the advisor is asked', async () => waiting.length > 0);
  for (const answer of waiting) answer();
  await world.temporal.client.workflow.getHandle(adviceWorkflowId(clientId)).result();
  expect(await items()).toMatchObject([
    { version: 2, advice: 'The last one is due.', candidates: [{ id: '2' }, { id: '1' }] },
  ]);
  expect(model.asked).toHaveLength(1);
  expect(model.asked[0]?.body).not.toMatch(/alike|Kunde|4321|432150/);
  expect(world.logText()).not.toContain('canary-key');
}, 60_000);
