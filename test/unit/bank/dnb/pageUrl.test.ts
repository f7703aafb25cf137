import { describe, expect, test } from '@jest/globals';
import { BankError } from '../../../../src/bank/bankError.ts';
import { bankUrl, pageUrl } from '../../../../src/bank/dnb/pageUrl.ts';

const base = new URL('https://api.bank.example');
const query = { accountId: '15034011238', from: '2026-02-01', to: '2026-03-01' };
const path = '/v1/accounts/15034011238/transactions';
const hrefOf = (cursor: string, baseUrl = base): string => pageUrl(baseUrl, { ...query, cursor }).href;
const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof BankError ? { code: error.code, sent: error.details.sent } : error;
  }
};

test('bank A.2 the first page asks for both sorts, with inclusive dates', () => {
  expect(pageUrl(base, query).href).toBe(
    `https://api.bank.example${path}?bookingStatus=both&dateFrom=2026-02-01&dateTo=2026-03-01`,
  );
});

describe('bank B: the bank’s link is followed as it is', () => {
  const wanted = `https://api.bank.example${path}?pageId=a%2Bb&x=1`;
  test.each([
    ['Q34 from the root', `${path}?pageId=a%2Bb&x=1`],
    ['Q34 beside the page', 'transactions?pageId=a%2Bb&x=1'],
    ['whole', wanted],
    ['without its scheme', `//api.bank.example${path}?pageId=a%2Bb&x=1`],
    ['host in capitals', `https://API.bank.EXAMPLE${path}?pageId=a%2Bb&x=1`],
    ['port of the scheme', `https://api.bank.example:443${path}?pageId=a%2Bb&x=1`],
  ])('%s', (_form, link) => {
    expect(hrefOf(link)).toBe(wanted);
  });

  test('a slash at the end of the path stays', () => {
    expect(hrefOf(`${path}/?pageId=1`)).toBe(`https://api.bank.example${path}/?pageId=1`);
  });

  test.each([
    ['Q11 only a query', '?pageId=k1', 'pageId=k1&bookingStatus=both&dateFrom=2026-02-01&dateTo=2026-03-01'],
    [
      'Q11 its own dates win',
      '?pageId=k1&dateFrom=2026-02-03',
      'pageId=k1&dateFrom=2026-02-03&bookingStatus=both&dateTo=2026-03-01',
    ],
    [
      'Q11 only a key',
      'cmNyOm5vbmU7cmI_-=',
      'pageId=cmNyOm5vbmU7cmI_-%3D&bookingStatus=both&dateFrom=2026-02-01&dateTo=2026-03-01',
    ],
  ])('%s: all parameters are sent again', (_form, link, search) => {
    expect(hrefOf(link)).toBe(`https://api.bank.example${path}?${search}`);
  });
});

describe('a bank behind a path prefix', () => {
  const prefixed = new URL('https://gateway.example/psd2/dnb/');
  const wanted = `https://gateway.example/psd2/dnb${path}?pageId=1`;
  test.each([
    [
      'the first page',
      undefined,
      wanted.replace('pageId=1', 'bookingStatus=both&dateFrom=2026-02-01&dateTo=2026-03-01'),
    ],
    ['a link from the root of its own paths', `${path}?pageId=1`, wanted],
    ['a link from the root of the host', `/psd2/dnb${path}?pageId=1`, wanted],
    ['a whole link', wanted, wanted],
  ])('%s', (_form, cursor, href) => {
    expect(pageUrl(prefixed, { ...query, ...(cursor === undefined ? {} : { cursor }) }).href).toBe(href);
  });

  test.each([
    ['C-16 without the prefix', `https://gateway.example${path}`],
    ['C-16 another prefix', `/psd2/other${path}`],
    ['C-16 traversal out of it', `/v1/../../other${path}`],
  ])('%s', (_form, link) => {
    expect(codeOf(() => hrefOf(link, prefixed))).toEqual({ code: 'link_off_origin', sent: false });
  });
});

describe('C-16, Q10 a link that leaves the bank or the account', () => {
  const at = (origin: string): string => `${origin}${path}?pageId=1`;
  test.each([
    ['other host', at('https://evil.example')],
    ['other host without a scheme', at('//evil.example')],
    ['other host by backslashes', at('\\\\evil.example')],
    ['host as a prefix', at('https://api.bank.example.evil.example')],
    ['dot at the end of the host', at('https://api.bank.example.')],
    ['look-alike host', at('https://api.b\u0430nk.example')],
    ['the bank as userinfo', at('https://api.bank.example@evil.example')],
    ['userinfo', at('https://user:password@api.bank.example')],
    ['userinfo without a password', at('https://user@api.bank.example')],
    ['http', at('http://api.bank.example')],
    ['other port', at('https://api.bank.example:8443')],
    ['other scheme', at('ftp://api.bank.example')],
    ['file', `file://${path}`],
    ['data', 'data:text/plain,x'],
    ['javascript', 'javascript:alert(1)'],
    ['blob of the bank', `blob:https://api.bank.example${path}`],
    ['scheme by a line break', 'ht\ntp://evil.example/'],
    ['loopback', at('https://127.0.0.1')],
    ['other account', '/v1/accounts/12072022333/transactions?pageId=1'],
    ['other resource', '/v1/accounts/15034011238/balances'],
    ['other list', '/v1/card-accounts/15034011238/transactions'],
    ['more path', `${path}/0116`],
    ['less path', '/v1/accounts/15034011238'],
    ['traversal', '/v1/accounts/15034011238/../12072022333/transactions'],
    ['traversal, escaped', '/v1/accounts/15034011238/%2e%2e/12072022333/transactions'],
    ['slash, escaped', '/v1/accounts/15034011238%2Ftransactions'],
    ['broken escape', `/v1/accounts/%E0%A4%A/transactions`],
    ['doubled slashes', '/v1//accounts/15034011238/transactions'],
    ['no URL', 'https://'],
  ])('%s', (_case, link) => {
    expect(codeOf(() => hrefOf(link))).toEqual({ code: 'link_off_origin', sent: false });
  });
});

describe('C-16 an account id names nothing but itself', () => {
  test.each([
    ['15034011238/../x', '15034011238%2F..%2Fx'],
    ['a?b#c', 'a%3Fb%23c'],
    ['konto 1', 'konto%201'],
    ['%2e%2e', '%252e%252e'],
    ['...', '...'],
  ])('%s is escaped', (accountId, segment) => {
    expect(pageUrl(base, { ...query, accountId }).pathname).toBe(`/v1/accounts/${segment}/transactions`);
  });

  test.each(['..', '.', ''])('"%s" is refused', (accountId) => {
    expect(codeOf(() => bankUrl(base, ['v1', 'accounts', accountId, 'balances']))).toEqual({
      code: 'bank_contract_violation',
      sent: false,
    });
  });
});
