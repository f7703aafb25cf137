import { expect, test } from '@jest/globals';
import type { Peer } from '../../../../bench/matching/baselines/peer.ts';
import { PeerLedger } from '../../../../bench/matching/baselines/peerLedger.ts';
import { replayPeer } from '../../../../bench/matching/baselines/replayPeer.ts';
import { rules } from '../../../../bench/matching/baselines/rules.ts';
import { uniqueAmount } from '../../../../bench/matching/baselines/uniqueAmount.ts';
import { createWeightedScore } from '../../../../bench/matching/baselines/weightedScore.ts';
import { generateCompany } from '../../../../bench/matching/generator/index.ts';
import { toMatcherWorld } from '../../../../bench/matching/matcherWorld.ts';
import type { OpenItem } from '../../../../src/domain/matching/openItem.ts';
import type { Payment } from '../../../../src/domain/matching/payment.ts';

const item = (id: string, changes: Partial<OpenItem> = {}): OpenItem => ({
  id,
  externalId: id,
  kind: 'receivable',
  side: 'receivable',
  number: `10${id}`,
  kid: `2345${id}`,
  currency: 'NOK',
  amountMinor: 50_000n,
  residualMinor: 50_000n,
  issueDate: '2025-03-01',
  dueDate: '2025-03-15',
  partyId: 'K1',
  ...changes,
});
const payment = (changes: Partial<Payment> = {}): Payment => ({
  id: 'T1',
  bookingDate: '2025-03-15',
  amountMinor: 50_000n,
  currency: 'NOK',
  original: null,
  ownAccount: null,
  counterpartyName: null,
  counterpartyAccount: null,
  text: null,
  kid: null,
  lines: [],
  ...changes,
});
const parties = [{ id: 'K1', name: 'Nordlys Bygg AS', accounts: [], orgNumber: null, aliases: [] }];
const ranked = (peer: Peer, items: readonly OpenItem[], row: Payment) =>
  peer.rank(row, new PeerLedger({ items, parties })).map(({ item: { id }, score }) => [id, score]);

test('matching 13: the rules need a reference and the exact amount', () => {
  const items = [item('701'), item('702')];
  expect(ranked(rules, items, payment({ kid: '2345701' }))).toEqual([['701', 1]]);
  expect(ranked(rules, items, payment({ text: 'Faktura 10702' }))).toEqual([['702', 1]]);
  expect(ranked(rules, items, payment({ text: 'KID 234 57.01' }))).toEqual([['701', 1]]);
  expect(ranked(rules, items, payment({ kid: '2345701', amountMinor: 50_001n }))).toEqual([]);
  expect(ranked(rules, items, payment({ kid: '2345701', amountMinor: -50_000n }))).toEqual([]);
  expect(ranked(rules, items, payment({ kid: '2345701', bookingDate: '2025-02-28' }))).toEqual([]);
});

test('matching 13: an amount is unique among what is open and due around the day', () => {
  expect(ranked(uniqueAmount, [item('1')], payment())).toEqual([['1', 1]]);
  expect(ranked(uniqueAmount, [item('1'), item('2')], payment())).toEqual([
    ['1', 0.5],
    ['2', 0.5],
  ]);
  expect(ranked(uniqueAmount, [item('1'), item('2', { dueDate: '2025-01-13' })], payment())).toEqual([['1', 1]]);
});

test('matching 13: the weighted score posts on name, amount and date, and scores amounts that are near', () => {
  const peer = createWeightedScore();
  const [[id, score] = []] = ranked(peer, [item('1')], payment({ counterpartyName: 'NORDLYS BYGG' }));
  expect(id).toBe('1');
  expect(score).toBeGreaterThanOrEqual(0.9);
  const [[, nearly] = []] = ranked(
    peer,
    [item('1')],
    payment({ counterpartyName: 'Nordlys Bygg', amountMinor: 51_000n }),
  );
  expect(nearly).toBeGreaterThan(0.8);
  expect(nearly).toBeLessThan(Number(score));
});

test('matching 13: what the truth has paid is not open for later rows', () => {
  const [item1, item2] = [item('1'), item('2')];
  const world = {
    items: [item1, item2],
    parties,
    ownAccounts: [],
    payments: [payment(), payment({ id: 'T2', bookingDate: '2025-03-16' })],
    truthOf: new Map(
      [['T1', '1'] as const, ['T2', '2'] as const].map(([id, itemId]) => [
        id,
        {
          kind: 'single',
          tags: [],
          oneToOne: true,
          allocations: [{ itemId, amountMinor: 50_000n }],
          lines: [],
        } as const,
      ]),
    ),
  };
  expect(replayPeer(uniqueAmount, world).map(({ score, right }) => [score, right])).toEqual([
    [0.5, true],
    [1, true],
  ]);
});

test('matching 13: on a generated company the rules post rightly what they post', () => {
  const world = toMatcherWorld(generateCompany({ regime: 'base', seed: 4, invoices: 3_000, payments: 1_200 }));
  const posted = replayPeer(rules, world).filter(({ score }) => score === 1);
  expect(posted.length).toBeGreaterThan(400);
  expect(posted.filter(({ right }) => right).length / posted.length).toBeGreaterThan(0.99);
});
