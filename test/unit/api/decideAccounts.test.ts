import { expect, test } from '@jest/globals';
import { type AccountWish, decideAccounts } from '../../../src/api/decideAccounts.ts';

const good = { accountId: 'a-1', iban: 'NO9386011117947', bban: '86011117947', currency: 'NOK', name: 'Drift' };
const bad = { accountId: 'a-2', iban: null, bban: '12345678901', currency: 'NOK', name: null };
const one = (change: Partial<AccountWish>): AccountWish => ({ accountIds: ['a-1'], isOne: true, ...change });

test.each([
  ['one of them', one({}), ['a-1'], 0],
  ['its number in any spacing', one({ accountNumber: '8601.11.17947', accountName: 'Drift' }), ['a-1'], 0],
  ['its IBAN', one({ accountNumber: 'no93 8601 1117 947' }), ['a-1'], 0],
  ['several', one({ accountIds: ['a-2', 'a-1'], isOne: false }), ['a-1', 'a-2'], 1],
  ['one whose number fails its check digits', one({ accountIds: ['a-2'] }), ['a-2'], 1],
] as const)('A-8 chosen: %s', (_name, wish, ids, warnings) => {
  const decision = decideAccounts([good, bad], wish);
  expect(decision).toMatchObject({ kind: 'chosen', accounts: ids.map((accountId) => ({ accountId })) });
  expect(decision.kind === 'chosen' && decision.warnings.length).toBe(warnings);
});

test.each([
  ['none', one({ accountIds: [] }), 'invalid_request', 'account_id'],
  ['one that the bank did not list', one({ accountIds: ['a-3'] }), 'unknown_account', 'account_id'],
  [
    'one of several that it did not list',
    one({ accountIds: ['a-1', 'a-3'], isOne: false }),
    'unknown_account',
    'account_ids',
  ],
  ['another number than the bank says', one({ accountNumber: '12345678901' }), 'invalid_request', 'account_number'],
  ['another name than the bank says', one({ accountName: 'drift' }), 'invalid_request', 'account_name'],
  [
    'a name where the bank has none',
    one({ accountIds: ['a-2'], accountName: 'Drift' }),
    'invalid_request',
    'account_name',
  ],
] as const)('A-8 refused: %s', (_name, wish, code, path) => {
  expect(decideAccounts([good, bad], wish)).toMatchObject({ kind: 'refused', code, path });
});
