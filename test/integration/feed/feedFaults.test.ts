import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type FedAccount, FeedWorld } from './feedWorld.ts';

let world: FeedWorld;
beforeAll(async () => {
  world = await FeedWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.bank.switchAllOff());

type Fault = Record<string, unknown> & { readonly name: string };

async function nights(account: FedAccount, count: number): Promise<readonly string[]> {
  const outcomes: string[] = [];
  for (let night = 0; night < count; night += 1) {
    world.nextDay();
    outcomes.push((await world.night(account)).outcome);
  }
  return outcomes;
}
const on = ({ bban }: FedAccount, fault: Fault) => world.bank.switchOn({ account: bban, ...fault });

/** The ledger is the bank's, and nothing was ever taken back. */
async function expectTrue(account: FedAccount): Promise<void> {
  expect(await world.ledger(account)).toEqual(await world.truth(account));
  expect(await world.state(account)).toMatchObject({ withdrawn: 0, replaced: 0, errors: 0 });
}

/** What the bank shows otherwise and the ledger takes as what it is. */
const harmless: readonly Fault[] = [
  { name: 'id.blank' },
  { name: 'id.blank', form: 'space' },
  { name: 'id.placeholder' },
  { name: 'id.reused' },
  { name: 'id.per-session' },
  { name: 'id.changes' },
  { name: 'text.enriched' },
  { name: 'text.enriched', form: 'authorisation', share: 0.5 },
  { name: 'text.late-kid' },
  { name: 'text.moved' },
  { name: 'text.moved', to: 'array' },
  { name: 'text.mangled' },
  { name: 'date.value-far' },
  { name: 'amount.plain' },
  { name: 'party.absent' },
  { name: 'party.swapped' },
  { name: 'pending.new-id' },
  { name: 'pending.lingers' },
  { name: 'page.shift' },
  { name: 'page.repeat' },
  { name: 'page.overlap' },
  { name: 'page.empty-next' },
  { name: 'page.key-lost' },
  { name: 'link.key-only' },
  { name: 'link.shape', place: '_links' },
  { name: 'link.shape', place: 'transactions._links', form: 'absolute' },
];
/** Fault → the quirk of a real bank that it plays. */
const quirks: Readonly<Record<string, string>> = {
  'id.blank': 'Q01',
  'id.placeholder': 'Q02',
  'id.reused': 'Q03',
  'id.per-session': 'Q05',
  'id.changes': 'Q05',
  'text.enriched': 'Q06',
  'text.moved': 'Q19',
  'text.mangled': 'Q20',
  'date.value-far': 'Q13',
  'amount.plain': 'Q35',
  'party.absent': 'Q18',
  'party.swapped': 'Q18',
  'pending.new-id': 'Q04',
  'pending.lingers': 'Q15',
  'page.repeat': 'Q08',
  'page.overlap': 'Q08',
  'page.empty-next': 'Q09',
  'link.key-only': 'Q11',
  'link.shape': 'Q33, Q34',
};
const named = ({ name, ...params }: Fault): string =>
  [quirks[name], name, ...Object.values(params)].filter(Boolean).join(' ');

describe('the bank shows its rows otherwise', () => {
  test.each(harmless.map((fault) => [named(fault), fault] as const))(
    '%s: after the first import',
    async (_name, fault) => {
      const account = await world.connect();
      await nights(account, 1);
      await expectTrue(account);
      await on(account, fault);
      await nights(account, 2);
      await expectTrue(account);
      await world.bank.switchAllOff();
      await nights(account, 2);
      await expectTrue(account);
    },
  );

  test.each(harmless.map((fault) => [named(fault), fault] as const))(
    '%s: from the first import on',
    async (_name, fault) => {
      const account = await world.connect();
      await on(account, fault);
      await nights(account, 2);
      await world.bank.switchAllOff();
      await nights(account, 2);
      await expectTrue(account);
    },
  );
});

describe('the bank does not come to an end, or leads elsewhere', () => {
  test.each([
    ['page.endless', {}, 'partial'],
    ['page.endless', { rows: 'empty' }, 'partial'],
    ['link.self', {}, 'partial'],
    ['link.cycle', {}, 'partial'],
    ['link.foreign-host', {}, 'link_off_origin'],
    ['link.foreign-account', {}, 'link_off_origin'],
    ['http.html-200', { endpoint: 'transactions' }, 'partial'],
    ['net.truncated-json', { endpoint: 'transactions' }, 'partial'],
  ])('%s %j: nothing is merged, and the next night all of it is there', async (name, params, outcome) => {
    const account = await world.connect();
    await on(account, { name, ...params });
    expect(await nights(account, 1)).toEqual([outcome]);
    expect(await world.ledger(account)).toEqual([]);
    await world.bank.switchAllOff();
    await nights(account, 1);
    await expectTrue(account);
  });
});

describe('the bank changes its ledger', () => {
  test.each([
    ['Q07 row.twins', { name: 'row.twins', count: 12 }],
    ['Q14 row.backdated', { name: 'row.backdated', days: 4 }],
    ['Q30 row.zero', { name: 'row.zero' }],
    ['Q28 date.dst', { name: 'date.dst' }],
    ['row.corrected reversed', { name: 'row.corrected', what: 'reversed' }],
  ] as const)('%s: the rows are there at once', async (_name, fault) => {
    const account = await world.connect();
    await nights(account, 1);
    await on(account, fault);
    await nights(account, 2);
    await expectTrue(account);
  });

  test('row.withdrawn: missed once, then withdrawn when its date, read alone, agrees', async () => {
    const account = await world.connect();
    await nights(account, 1);
    await on(account, { name: 'row.withdrawn' });
    await nights(account, 1);
    expect(await world.state(account)).toMatchObject({ booked: 60, withdrawn: 0 });
    await nights(account, 1);
    expect(await world.state(account)).toMatchObject({ booked: 59, withdrawn: 1, tasks: [] });
    expect(await world.ledger(account)).toEqual(await world.truth(account));
  });

  test.each(['amount', 'date'])('row.corrected %s: never two for one', async (what) => {
    const account = await world.connect();
    await nights(account, 1);
    const [row] = await world.database.admin<{ bank_transaction_id: string }>(
      `select bank_transaction_id from bank_transactions
       where account_id = $1 and counterparty_account is not null order by booking_date desc limit 1`,
      [account.accountId],
    );
    await on(account, { name: 'row.corrected', what, transaction_id: row?.bank_transaction_id });
    await nights(account, 3);
    expect(await world.state(account)).toMatchObject({ booked: 60, withdrawn: 0, replaced: 1 });
    expect(await world.ledger(account)).toEqual(await world.truth(account));
  });

  test('row.flicker: a row that one read does not show stays', async () => {
    const account = await world.connect();
    await nights(account, 1);
    await on(account, { name: 'row.flicker', count: 3 });
    await nights(account, 3);
    await expectTrue(account);
  });
});

describe('the bank shows what nobody can understand', () => {
  test.each(['row.poison', 'date.missing'])('%s: kept and counted, and nothing shrinks', async (name) => {
    const account = await world.connect();
    await nights(account, 1);
    await on(account, { name, share: 0.05 });
    await nights(account, 2);
    const during = await world.state(account);
    expect(during).toMatchObject({ booked: 60, withdrawn: 0, tasks: ['entries_unreadable'] });
    expect(during.errors).toBeGreaterThan(0);
    await world.bank.switchAllOff();
    await nights(account, 3);
    expect(await world.ledger(account)).toEqual(await world.truth(account));
  });

  test('D-16 row.poison, a third of the rows: the run stops, nothing is merged', async () => {
    const account = await world.connect();
    await on(account, { name: 'row.poison', share: 0.6 });
    expect(await nights(account, 1)).toEqual(['bank_contract_violation']);
    expect(await world.ledger(account)).toEqual([]);
  });
});

describe('the bank keeps its history to itself', () => {
  test('history.truncated: what was cut off is not withdrawn, and comes when it is shown', async () => {
    const account = await world.connect();
    await on(account, { name: 'history.truncated', pages: 3 });
    await nights(account, 1);
    expect((await world.ledger(account)).length).toBe(30);
    await world.bank.switchAllOff();
    await nights(account, 1);
    await on(account, { name: 'history.truncated', pages: 2 });
    await nights(account, 4);
    await world.bank.switchAllOff();
    await nights(account, 8); // once a week all of it is read
    await expectTrue(account);
  });

  test('Q22 history.clipped: coverage says so, nothing is withdrawn', async () => {
    const account = await world.connect();
    await nights(account, 1);
    await on(account, { name: 'history.clipped', days: 4 });
    await nights(account, 4);
    expect(await world.state(account)).toMatchObject({ booked: 60, withdrawn: 0 });
    await world.bank.switchAllOff();
    await nights(account, 8);
    await expectTrue(account);
  });

  test('history.period-invalid: the window shrinks once', async () => {
    const account = await world.connect();
    await on(account, { name: 'history.period-invalid' });
    await nights(account, 1);
    await expectTrue(account);
  });
});

describe('the bank counts', () => {
  test.each([
    ['Q23 quota.429-body', {}],
    ['quota.429-bare', {}],
    ['quota.early', { reads: 1 }],
  ])('%s: the run parks and goes on the next day', async (name, params) => {
    const account = await world.connect();
    await nights(account, 1);
    await on(account, { name: name.replace('Q23 ', ''), endpoint: 'transactions', ...params });
    world.nextDay();
    const first = await world.night(account);
    expect(['parked', 'complete_unverified']).toContain(first.outcome);
    await world.bank.switchAllOff();
    await nights(account, 2);
    await expectTrue(account);
  });
});

test('Q30, Q17 an amount in another currency is a row in that currency', async () => {
  const account = await world.connect();
  await on(account, { name: 'amount.foreign', share: 1 });
  await nights(account, 1);
  expect((await world.ledger(account)).every((row) => row.endsWith(' EUR'))).toBe(true);
});
