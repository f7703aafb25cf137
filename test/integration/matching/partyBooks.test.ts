import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPartyBookLoader } from '../../../src/activities/matching/loadPartyBook.ts';
import { upsertParties } from '../../../src/db/sql/parties/upsertParties.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import type { Party } from '../../../src/domain/matching/openItem.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { arrangeClient } from '../api/arrange.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const asKnown = (parties: readonly Party[]): readonly Party[] => parties;
const acme = { id: 'K1', name: 'Acme AS' };

test('matching 3 a kept book of parties is made anew when a party has changed, and only then', async () => {
  const clientId = await arrangeClient(database);
  const load = createPartyBookLoader();
  const name = (party: Parameters<typeof upsertParties>[2][number]) =>
    withClient(database.orm.em, { clientId, role: 'kontosync_app' }, (em) => upsertParties(em, clientId, [party]));
  const book = () =>
    withClient(database.orm.em, { clientId, role: 'kontosync_worker' }, (em) => load(em, clientId, { asKnown }));

  await name(acme);
  const first = await book();
  await name(acme);
  expect(await book()).toBe(first);
  expect(first.ofAccount('12345678903')).toEqual([]);

  await name({ ...acme, account: '12345678903' });
  expect((await book()).ofAccount('12345678903')).toEqual(['K1']);
  await name({ ...acme, account: '86011117947' });
  expect((await book()).ofAccount('12345678903')).toEqual([]);
  await name({ ...acme, name: 'Zeta AS' });
  expect((await book()).bestNames('zeta').parties).toEqual(['K1']);
  await name({ id: 'K2', name: 'Zeta ASA' });
  expect((await book()).bestNames('zeta').parties).toEqual(['K1', 'K2']);
});

test('matching 10 what decisions taught makes another book', async () => {
  const clientId = await arrangeClient(database);
  const load = createPartyBookLoader();
  const book = (taught: typeof asKnown) =>
    withClient(database.orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
      load(em, clientId, { asKnown: taught }),
    );
  await withClient(database.orm.em, { clientId, role: 'kontosync_app' }, (em) => upsertParties(em, clientId, [acme]));
  const untaught = await book(asKnown);
  const taught = await book((parties) => parties.map((party) => ({ ...party, accounts: ['12345678903'] })));
  expect(untaught.ofAccount('12345678903')).toEqual([]);
  expect(taught.ofAccount('12345678903')).toEqual(['K1']);
});
