import { describe, expect, test } from '@jest/globals';
import { aliasesOf, isStrong, withAliases } from '../../../../../src/domain/matching/learning/aliases.ts';
import { labelsOf } from '../../../../../src/domain/matching/learning/labels.ts';
import type { LearningAction } from '../../../../../src/domain/matching/learning/learningAction.ts';
import { confirmed, day, item, payer, posted, rejected, undone } from './log.ts';

const asOf = day('2026-12-31');
const accountAlias = (log: readonly LearningAction[]) =>
  aliasesOf(labelsOf(log, asOf)).find(({ kind }) => kind === 'account');
const [first, second] = [confirmed('t1', '2026-01-01', ['A']), confirmed('t2', '2026-02-01', ['B'])];
const confirmedFor = (partyId: string) => confirmed('t9', '2026-03-01', ['Z'], { items: [item('Z', { partyId })] });

describe('matching 10: an alias is strong after two confirmations on different items', () => {
  const cases: readonly (readonly [string, readonly LearningAction[], boolean])[] = [
    ['one click', [first], false],
    ['two different items', [first, second], true],
    ['the same item twice', [first, confirmed('t2', '2026-02-01', ['A'])], false],
    ['one click on two items', [confirmed('t1', '2026-01-01', ['A', 'B'])], false],
    ['two, and a rejection', [first, second, rejected('t3', '2026-03-01', ['C'])], false],
    [
      'three, and a rejection',
      [first, second, confirmed('t4', '2026-03-01', ['D']), rejected('t3', '2026-03-01', ['C'])],
      true,
    ],
    ['two, one undone', [first, second, undone('t2', '2026-02-02')], false],
    [
      'autos that stood, however many: nobody looked at them',
      Array.from({ length: 20 }, (_unused, index) => posted(`t${index}`, '2026-01-01', [`I${index}`])),
      false,
    ],
    ['two, and another party paid for by it', [first, second, confirmedFor('Q')], false],
    ['two autos that stood', [posted('t1', '2026-01-01', ['A']), posted('t2', '2026-01-01', ['B'])], false],
    [
      'two, and an auto that was undone',
      [first, second, posted('t3', '2026-03-01', ['C']), undone('t3', '2026-03-02')],
      false,
    ],
  ];
  test.each(cases)('matching 10 %s', (_name, log, strong) => {
    const alias = accountAlias(log);
    expect(alias !== undefined && isStrong(alias)).toBe(strong);
  });
});

test('matching 10 an alias has its last use, and is of account, folded name and organisation number', () => {
  const seen = payer({ orgNumber: '974760673' });
  const log = [
    confirmed('t1', '2026-02-01', ['A'], { payer: seen }),
    confirmed('t2', '2026-01-01', ['B'], { payer: seen }),
  ];
  expect(aliasesOf(labelsOf(log, asOf))).toEqual(
    [
      ['account', '12345678903'],
      ['name', 'nordlys bygg'],
      ['org_number', '974760673'],
    ].map(([kind, value]) => ({
      kind,
      value,
      partyId: 'P',
      confirmations: 2,
      rejections: 0,
      isShared: false,
      lastUsed: '2026-02-01',
    })),
  );
  const nameless = payer({ account: null, foldedName: '' });
  expect(aliasesOf(labelsOf([confirmed('t', '2026-01-01', ['A'], { payer: nameless })], asOf))).toEqual([]);
});

test('matching 10 a party is known by its strong aliases, beside what the ERP says', () => {
  const parties = [
    { id: 'P', name: 'Nordlys Bygg AS', accounts: ['86011117947'], orgNumber: '923609016', aliases: [] },
    { id: 'Q', name: 'Sørlys AS', accounts: [], orgNumber: null, aliases: [] },
  ];
  const seen = payer({ orgNumber: '974760673' });
  const log = [
    confirmed('t1', '2026-02-01', ['A'], { payer: seen }),
    confirmed('t2', '2026-01-01', ['B'], { payer: seen }),
  ];
  expect(withAliases(parties, aliasesOf(labelsOf(log, asOf)))).toEqual([
    {
      ...parties[0],
      accounts: ['86011117947', '12345678903'],
      aliases: ['nordlys bygg'],
      orgNumber: '923609016',
    },
    parties[1],
  ]);
  expect(withAliases(parties, aliasesOf(labelsOf(log.slice(1), asOf)))).toEqual(parties);
});
