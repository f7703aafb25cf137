import { describe, expect, test } from '@jest/globals';
import { BankError } from '../../../../src/bank/bankError.ts';
import { type BankLimits, defaultBankLimits } from '../../../../src/bank/bankLimits.ts';
import { readPage } from '../../../../src/bank/dnb/readPage.ts';
import { nextLink, parsePage } from '../../../../src/bank/dnb/transactionPage.ts';
import { bytes } from './dnbShapes.ts';

const refusal = (page: unknown, limits: BankLimits = defaultBankLimits): unknown => {
  try {
    parsePage(bytes(page), limits);
    return null;
  } catch (error) {
    return error instanceof BankError ? error.details : error;
  }
};
const linkOf = (page: object): string | null =>
  nextLink(parsePage(bytes({ transactions: { booked: [] }, ...page }), defaultBankLimits));

const rows = (count: number): object => ({ transactions: { booked: Array.from({ length: count }, () => 0) } });
const next = { next: { href: '/v1/next' } };

describe('bank B: the link to the next page', () => {
  test.each([
    ['Q33 links at the top', { links: next }],
    ['Q33 _links at the top', { _links: next }],
    ['Q33 transactions._links', { transactions: { booked: [], _links: next } }],
    ['a plain string', { links: { next: '/v1/next' } }],
    ['spaces around it', { links: { next: { href: ' /v1/next\n' } } }],
    ['a blank one before it', { links: { next: { href: '' } }, _links: next }],
    ['others beside it', { links: { first: { href: '/v1/first' }, self: 5, ...next } }],
  ])('%s', (_place, page) => {
    expect(linkOf(page)).toBe('/v1/next');
  });

  test.each([
    ['no links', {}],
    ['links: null', { links: null }],
    ['no next', { links: { first: { href: '/v1/first' } } }],
    ['next: null', { _links: { next: null } }],
    ['href: null', { _links: { next: { href: null } } }],
    ['next: {}', { _links: { next: {} } }],
    ['blank', { links: { next: '  ' } }],
    ['links: []', { links: [] }],
  ])('the last page: %s', (_form, page) => {
    expect(linkOf(page)).toBeNull();
  });

  test.each([
    [{ next: true }],
    [{ next: ['/v1/next'] }],
    [{ next: { href: { url: '/v1/next' } } }],
    [[next]],
    ['/v1/next'],
  ])('a link that is not understood is not the end of the history: %j', (links) => {
    for (const place of [{ links }, { _links: links }, { transactions: { booked: [], _links: links } }])
      expect(refusal({ transactions: { booked: [] }, ...place })).toMatchObject({ code: 'bank_contract_violation' });
  });
});

describe('D-14, D-16 pages that are refused', () => {
  test.each([
    ['no transactions', {}],
    ['transactions: null', { transactions: null }],
    ['booked is no array', { transactions: { booked: {} } }],
    ['an array', []],
    ['null', null],
    ['an error with status 200', { tppMessages: [{ code: 'X' }] }],
  ])('%s', (_form, page) => {
    expect(refusal(page)).toEqual({ code: 'bank_contract_violation', sent: true, bankCode: 'PAGE_SHAPE' });
  });

  test('D-14 more rows than a page may have', () => {
    const limits = { ...defaultBankLimits, maxPageRows: 3 };
    expect(refusal(rows(3), limits)).toBeNull();
    expect(refusal(rows(4), limits)).toEqual({ code: 'bank_contract_violation', sent: true, bankCode: 'PAGE_ROWS' });
  });

  test('D-14 more reservations than that are cut off: nothing depends on them, and no booked row waits for them', () => {
    const limits = { ...defaultBankLimits, maxPageRows: 3 };
    const page = bytes({ transactions: { booked: [0], pending: [1, 2, 3, 4] } });
    expect(parsePage(page, limits).transactions).toMatchObject({ booked: ['0'], pending: ['1', '2', '3'] });
  });

  test('Q09 a page without rows is a page', () => {
    expect(readPage(bytes({ transactions: {} }), defaultBankLimits)).toEqual([]);
    expect(readPage(bytes({ transactions: { booked: [], pending: [{}] } }), defaultBankLimits)).toEqual([]);
  });
});
