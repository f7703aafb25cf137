import { describe, expect, test } from '@jest/globals';
import { missingAccounts, relinkedAccounts } from '../../../src/api/decideRenewal.ts';

const offered = (accountId: string, iban: string | null, bban: string | null, currency = 'NOK') => ({
  accountId,
  iban,
  bban,
  currency,
  name: null,
});
const had = (identity: string, currency = 'NOK') => ({
  identity,
  currency,
  iban: null,
  bban: null,
  name: null,
  bankAccountId: 'old',
});
const iban = 'NO9386011117947';

describe('D-18 accounts are found again by their number, never by the id of the bank', () => {
  test.each([
    ['another id, same IBAN', [offered('new', 'NO93 8601 1117 947', null)], [had(iban)], ['new']],
    ['by BBAN where there is no IBAN', [offered('new', null, '8601.11.17947')], [had('86011117947')], ['new']],
    ['same id, another number', [offered('old', null, '12345678903')], [had(iban)], []],
    ['same number in another currency', [offered('new', iban, null, 'EUR')], [had(iban)], []],
    ['one more than it had', [offered('a', iban, null), offered('b', null, '12345678903')], [had(iban)], ['a']],
  ])('%s', (_name, bank, connected, ids) => {
    expect(relinkedAccounts(bank, connected).map(({ accountId }) => accountId)).toEqual(ids);
  });

  test('what the new consent leaves out is missing', () => {
    const gone = had('12345678903');
    expect(missingAccounts([had(iban), gone], [offered('new', iban, null)])).toEqual([gone]);
  });
});
