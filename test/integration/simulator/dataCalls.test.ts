import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { apiKey, BankCustomer, codeOf, pageSchema, present } from './bankCustomer.ts';

const uuid = '0f0e9c1a-1111-4222-8333-944455556666';

const figure = (balanceType: string) => ({
  balanceAmount: { currency: 'NOK', amount: expect.stringMatching(/^-?\d+\.\d\d$/) },
  balanceType,
});
const shapeOf = (row: object): string => Object.keys(row).toSorted().join(' ');

describe('data calls', () => {
  let bank: BankCustomer;
  let access: string;
  let account: string;
  beforeAll(async () => {
    bank = await BankCustomer.open();
    account = await bank.mainAccount();
    ({ access } = await bank.connect());
  });
  afterAll(() => bank.close());

  const rows = (query: string): string => `/v1/accounts/${account}/transactions?${query}`;

  test.each([
    ['no X-Request-ID', { 'x-request-id': undefined }, 400, 'FORMAT_ERROR'],
    ['an X-Request-ID that is no UUID', { 'x-request-id': '1' }, 400, 'FORMAT_ERROR'],
    ['a PSU-IP-Address that is none', { 'psu-ip-address': 'here' }, 400, 'FORMAT_ERROR'],
    ['no API key', { 'x-api-key': undefined }, 401, 'ROLE_INVALID'],
    ['a wrong API key', { 'x-api-key': `${apiKey}x` }, 401, 'ROLE_INVALID'],
    ['no bearer', { authorization: undefined }, 401, 'TOKEN_UNKNOWN'],
    ['an unknown bearer', { authorization: 'Bearer unknown' }, 401, 'TOKEN_UNKNOWN'],
  ])('H-3 %s: refused', async (_name, headers, status, code) => {
    const answer = await bank.get('/v1/accounts', access, headers);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  test('A-2 X-Request-ID is echoed', async () => {
    expect((await bank.get('/v1/accounts', access, { 'x-request-id': uuid })).headers.get('x-request-id')).toBe(uuid);
  });

  test('an account outside the consent does not exist: 404 with DNB’s number', async () => {
    const foreign = await bank.openAccount({ rows: 1 });
    const answer = await bank.get(`/v1/accounts/${foreign}/balances`, access);
    expect([answer.status, codeOf(answer)]).toEqual([404, 17]);
  });

  test('A-4 accounts, balances and rows have the members that DNB was seen to send', async () => {
    const accounts = z.object({ accounts: z.array(z.unknown()) }).parse((await bank.get('/v1/accounts', access)).body);
    expect(accounts.accounts[0]).toEqual({
      iban: expect.stringMatching(/^NO\d{13}$/),
      bban: account,
      currency: 'NOK',
      name: 'BEDRIFTSKONTO',
      bic: 'DNBANOKKXXX',
      _links: {
        balances: { href: `/v1/accounts/${account}/balances` },
        transactions: { href: `/v1/accounts/${account}/transactions` },
      },
      ownerName: 'EKSEMPEL REGNSKAP AS',
    });
    const balances = await bank.get(`/v1/accounts/${account}/balances`, access);
    expect(balances.body).toEqual({
      account: { iban: expect.any(String), bban: account, currency: 'NOK' },
      balances: [figure('openingBooked'), figure('authorised'), figure('expected')],
    });

    const pages = await bank.pages(account, access);
    const debitOrCredit = new Set(pages.flatMap(({ transactions }) => transactions.booked.map((row) => shapeOf(row))));
    const common = 'additionalInformation bookingDate dnbTransactionType transactionAmount transactionId valueDate';
    const members = (...more: string[]): string => [...common.split(' '), ...more].toSorted().join(' ');
    expect([...debitOrCredit].toSorted()).toEqual(
      [
        members(),
        members('remittanceInformationStructured'),
        members('debtorAccount'),
        members('creditorName', 'creditorAccount', 'debtorAccount'),
        members('creditorName', 'creditorAccount', 'debtorAccount', 'remittanceInformationStructured'),
      ].toSorted(),
    );
    const [first, ...rest] = pages;
    expect(first?.transactions.pending.length).toBeGreaterThan(0);
    expect(first?.transactions.pending[0]).toEqual({
      transactionId: expect.stringMatching(/^\d{20}$/),
      valueDate: '2026-03-02',
      dnbTransactionDateTime: expect.stringMatching(/^2026-03-02T\d\d:\d\d:\d\d$/),
      transactionAmount: { currency: 'NOK', amount: expect.stringMatching(/^-\d+(\.\d\d)?$/) },
      debtorAccount: { bban: account },
      additionalInformation: expect.stringMatching(/^VISA /),
    });
    expect(rest.flatMap(({ transactions }) => transactions.pending)).toEqual([]);
    expect(first?.links?.next.href).toMatch(new RegExp(`^/v1/accounts/${account}/transactions\\?.*pageId=`));
    expect(rest.at(-1)).not.toHaveProperty('links');
  });

  test.each([
    ['395 days back with a person', '2025-01-31', present, 200, null],
    ['396 days back with a person', '2025-01-30', present, 400, 'PERIOD_INVALID'],
    ['90 days back without', '2025-12-02', {}, 200, null],
    ['91 days back without', '2025-12-01', {}, 400, 'PERIOD_INVALID'],
    ['no day', '2025-02-30', present, 400, 'FORMAT_ERROR'],
    ['from after to', '2026-03-03', present, 400, 'PERIOD_INVALID'],
  ])('A-5 history: %s', async (_name, from, headers, status, code) => {
    const answer = await bank.get(rows(`bookingStatus=both&dateFrom=${from}`), access, headers);
    expect([answer.status, status === 200 ? null : codeOf(answer)]).toEqual([status, code]);
  });

  test('dateFrom and dateTo are inclusive and filter on the booking date', async () => {
    const { body } = await bank.get(rows('bookingStatus=booked&dateFrom=2026-02-12&dateTo=2026-02-13'), access);
    const days = pageSchema.parse(body).transactions.booked.map(({ bookingDate }) => bookingDate);
    expect([...new Set(days)]).toEqual(['2026-02-13', '2026-02-12']);
  });

  test.each(['', 'bookingStatus=some', 'bookingStatus=both&pageId=made-up'])('"%s" is refused', async (query) => {
    expect(codeOf(await bank.get(rows(query), access))).toBe('FORMAT_ERROR');
  });
});

test('Q23 unattended reads are counted where that is switched on: four a day, pages and persons free', async () => {
  const bank = await BankCustomer.open({ countUnattendedReads: true });
  const account = await bank.mainAccount();
  const { access } = await bank.connect();
  const read = `/v1/accounts/${account}/transactions?bookingStatus=both`;
  for (const _ of [1, 2, 3, 4]) expect((await bank.get(read, access)).status).toBe(200);
  const fifth = await bank.get(read, access);
  expect([fifth.status, codeOf(fifth)]).toEqual([429, 'ACCESS_EXCEEDED']);
  expect((await bank.get(read, access, present)).status).toBe(200);
  expect((await bank.get(`/v1/accounts/${account}/balances`, access)).status).toBe(200);
  await bank.close();
});
