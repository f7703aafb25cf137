import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type MatchingWorld, openMatchingWorld } from './matchingWorld.ts';

let world: MatchingWorld;
beforeAll(async () => {
  world = await openMatchingWorld();
});
afterAll(() => world.close());
afterEach(() => asOperator('update matching_stops set lifted_at = now() where lifted_at is null'));

/** With the rights of the role that people who operate it have. */
async function asOperator(sql: string): Promise<void> {
  await world.database.admin('set role kontosync_operator');
  await world.database.admin(sql);
  await world.database.admin('reset role');
}
const stop = (): Promise<void> => asOperator(`insert into matching_stops (reason) values ('wrong postings')`);

const kid = '2345676';

test('matching 12 property 12: while the operator has stopped matching no client gets an auto, and matches stay', async () => {
  const [one, other] = [await world.company(), await world.company()];
  await world.addInvoice(one, 'F1', { kid });
  await world.addInvoice(other, 'F1', { kid });
  const before = await world.addRow(one, { kid });
  await world.matchRun(one);
  expect(await world.outcome(before)).toMatchObject({ match_status: 'matched', allocations: ['F1=10000'] });

  await stop();
  const stopped = await world.addRow(other, { kid });
  await world.matchRun(other);
  await world.matchAll(one);
  expect(await world.outcome(stopped)).toMatchObject({ match_status: 'review', reason: 'kill_switch' });
  expect(await world.outcome(before)).toMatchObject({ match_status: 'matched', allocations: ['F1=10000'] });
});

test('matching 9 a stop that is lifted lets the waiting rows be matched', async () => {
  const company = await world.company();
  await world.addInvoice(company, 'F1', { kid });
  const id = await world.addRow(company, { kid });
  await stop();
  await world.matchRun(company);
  expect(await world.outcome(id)).toMatchObject({ match_status: 'review' });
  await asOperator('update matching_stops set lifted_at = now()');
  await world.matchAll(company);
  expect(await world.outcome(id)).toMatchObject({ match_status: 'matched' });
});
