import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { CallReport } from '../../../src/bank/callReport.ts';
import type { BankCall } from '../../../src/bank/port.ts';
import { type BankServer, json, nowMs, openBankServer, refusalOf, secrets } from './bankServer.ts';

let bank: BankServer;
let elsewhere: BankServer;
beforeAll(async () => {
  [bank, elsewhere] = await Promise.all([openBankServer(), openBankServer()]);
});
afterAll(() => Promise.all([bank.close(), elsewhere.close()]));

const shapes = z
  .record(z.string(), z.unknown())
  .parse(JSON.parse(readFileSync('test/vectors/dnb/shapes.json', 'utf8')));
const call: BankCall = { secrets, psu: null };
const query = { accountId: '15034011238', from: '2026-02-01', to: '2026-03-01' };

describe('bank A.4 DNB’s answers', () => {
  test('accounts: the BBAN is the id where there is no resourceId', async () => {
    bank.answer((_request, response) => json(response, shapes['accounts']));
    expect(await bank.port().accounts(call)).toEqual([
      {
        accountId: '15034011238',
        iban: 'NO5315034011238',
        bban: '15034011238',
        currency: 'NOK',
        name: 'BEDRIFTSKONTO',
      },
    ]);
  });

  test.each([
    ['resourceId first', { resourceId: 'r-1', iban: 'NO53 1503 4011 238', bban: '1503.40.11238' }, 'r-1'],
    [
      'then the BBAN, without its dots',
      { resourceId: ' ', iban: 'NO5315034011238', bban: '1503.40.11238' },
      '15034011238',
    ],
    ['then the IBAN, without its spaces', { iban: 'NO53 1503 4011 238' }, 'NO5315034011238'],
  ])('contract 6 the id of an account: %s', async (_which, account, accountId) => {
    bank.answer((_request, response) => json(response, { accounts: [{ currency: 'NOK', ...account }] }));
    expect(await bank.port().accounts(call)).toMatchObject([{ accountId }]);
  });

  test.each([
    ['no id at all', { currency: 'NOK' }],
    ['no currency', { bban: '15034011238' }],
    ['no currency of the standard', { bban: '15034011238', currency: 'kroner' }],
  ])('an account with %s is refused', async (_what, account) => {
    bank.answer((_request, response) => json(response, { accounts: [account] }));
    expect(await refusalOf(bank.port().accounts(call))).toMatchObject({ code: 'bank_contract_violation' });
  });

  test('balances, in minor units', async () => {
    bank.answer((_request, response) => json(response, shapes['balances']));
    const figures = await bank.port().balances(call, '15034011238');
    expect(figures.map(({ type, amountMinor }) => [type, amountMinor])).toEqual([
      ['openingBooked', '240835'],
      ['authorised', '126776'],
      ['expected', '126776'],
    ]);
    expect(bank.seen).toMatchObject([{ url: '/v1/accounts/15034011238/balances' }]);
  });

  test.each([
    ['2026-03-02', '2026-03-02'],
    ['2026-02-30', null],
    ['yesterday', null],
    [undefined, null],
  ])('a balance of the day %s', async (referenceDate, expected) => {
    const figure = { balanceType: 'closingBooked', balanceAmount: { amount: '1', currency: 'NOK' }, referenceDate };
    bank.answer((_request, response) => json(response, { balances: [figure] }));
    expect(await bank.port().balances(call, '1')).toMatchObject([{ amountMinor: '100', referenceDate: expected }]);
  });

  test('a page is handed on as it was received', async () => {
    const body = ` ${JSON.stringify(shapes['first_page'])}\n`;
    bank.answer((_request, response) => void response.end(body));
    const page = await bank.port().transactionsPage(call, query);
    expect(Buffer.from(page.body).toString()).toBe(body);
    expect(page).toMatchObject({ rows: 3, nextCursor: expect.stringContaining('pageId=') });
  });
});

describe('contract 6 what a call carries', () => {
  test('X-Request-ID is new for each attempt', async () => {
    bank.answer((_request, response, index) =>
      index % 2 === 1 ? json(response, {}, 503) : json(response, { accounts: [] }),
    );
    const port = bank.port();
    for (let attempt = 0; attempt < 6; attempt += 1) await port.accounts(call).catch(() => {});
    const ids = bank.seen.map(({ headers }) => headers['x-request-id']);
    expect(new Set(ids).size).toBe(6);
    for (const id of ids) expect(z.uuidv4().safeParse(id).success).toBe(true);
  });

  test.each([
    ['nobody', null, undefined, undefined],
    ['a person', { ipAddress: '203.0.113.7', userAgent: 'Firefox' }, '203.0.113.7', 'Firefox'],
    ['a person whose browser says nothing', { ipAddress: '2001:db8::1', userAgent: null }, '2001:db8::1', undefined],
  ])('bank D the person’s headers if and only if one is there: %s', async (_who, psu, address, agent) => {
    bank.answer((_request, response) => json(response, { accounts: [], balances: [], transactions: {} }));
    const port = bank.port();
    await port.accounts({ secrets, psu });
    await port.balances({ secrets, psu }, '1');
    await port.transactionsPage({ secrets, psu }, query);
    expect(bank.seen).toHaveLength(3);
    for (const { headers } of bank.seen) {
      expect(headers['psu-ip-address']).toBe(address);
      expect(headers['psu-user-agent']).toBe(agent);
      expect(Object.keys(headers).filter((name) => name.startsWith('psu-'))).toHaveLength(
        [address, agent].filter((value) => value !== undefined).length,
      );
    }
  });

  test('the bearer and the API key', async () => {
    bank.answer((_request, response) => json(response, { accounts: [] }));
    await bank.port({}, { apiKey: 'key-1' }).accounts(call);
    expect(bank.seen).toMatchObject([
      { method: 'GET', url: '/v1/accounts', headers: { authorization: 'Bearer canary-access', 'x-api-key': 'key-1' } },
    ]);
  });

  test('a bank behind a path prefix', async () => {
    bank.answer((_request, response) => json(response, { accounts: [], transactions: {} }));
    const port = bank.port({}, { baseUrl: `${bank.url}/psd2/dnb/` });
    await port.accounts(call);
    await port.transactionsPage(call, { ...query, cursor: '/v1/accounts/15034011238/transactions?pageId=1' });
    expect(bank.seen.map(({ url }) => url)).toEqual([
      '/psd2/dnb/v1/accounts',
      '/psd2/dnb/v1/accounts/15034011238/transactions?pageId=1',
    ]);
  });
});

describe('C-16 nothing is sent off the bank', () => {
  test.each([301, 302, 303, 307, 308])('a redirect of %d is not followed', async (status) => {
    elsewhere.answer((_request, response) => json(response, { accounts: [] }));
    bank.answer(
      (_request, response) => void response.writeHead(status, { location: `${elsewhere.url}/v1/accounts` }).end(),
    );
    expect(await refusalOf(bank.port().accounts(call))).toMatchObject({ code: 'bank_contract_violation', status });
    expect(bank.seen).toHaveLength(1);
    expect(elsewhere.seen).toEqual([]);
  });

  test('Q10 a link to another origin or account is asked nowhere', async () => {
    elsewhere.answer((_request, response) => json(response, { transactions: {} }));
    bank.answer((_request, response) => json(response, { transactions: {} }));
    const path = '/v1/accounts/15034011238/transactions';
    for (const cursor of [
      `${elsewhere.url}${path}`,
      `//${new URL(elsewhere.url).host}${path}`,
      '/v1/accounts/2/transactions',
    ])
      expect(await refusalOf(bank.port().transactionsPage(call, { ...query, cursor }))).toEqual({
        code: 'link_off_origin',
        sent: false,
      });
    expect([...bank.seen, ...elsewhere.seen]).toEqual([]);
  });
});

const reportsOf = async (
  answer: Parameters<BankServer['answer']>[0],
  ask: (port: ReturnType<BankServer['port']>, reported: BankCall) => Promise<unknown>,
  psu: BankCall['psu'] = null,
): Promise<readonly CallReport[]> => {
  bank.answer(answer);
  const reports: CallReport[] = [];
  await ask(bank.port(), { secrets, psu, onCall: (report) => reports.push(report) }).catch(() => {});
  return reports;
};

const askAccounts = (port: ReturnType<BankServer['port']>, reported: BankCall) => port.accounts(reported);

describe('contract 3.3 an adapter tells of each call', () => {
  const good = { status: 200, isAttended: false, code: null };

  test.each([
    ['accounts', (port, reported) => port.accounts(reported)],
    ['balances', (port, reported) => port.balances(reported, '15034011238')],
    ['transactions', (port, reported) => port.transactionsPage(reported, query)],
  ] as const satisfies readonly (readonly [string, Parameters<typeof reportsOf>[1]])[])(
    '%s: its id as the bank saw it, its time, no address and no number',
    async (endpoint, ask) => {
      const answer = { accounts: [], balances: [], transactions: {} };
      const reports = await reportsOf((_request, response) => json(response, answer), ask);
      const requestId = bank.seen[0]?.headers['x-request-id'];
      expect(reports).toEqual([{ ...good, endpoint, requestId, durationMs: expect.any(Number) }]);
    },
  );

  test('whether it carried a person', async () => {
    const psu = { ipAddress: '203.0.113.7', userAgent: null };
    const reports = await reportsOf((_request, response) => json(response, { accounts: [] }), askAccounts, psu);
    expect(reports).toMatchObject([{ isAttended: true }]);
  });

  test.each([
    ['a refusal', (response: ServerResponse) => json(response, {}, 503), { status: 503, code: 'bank_unavailable' }],
    ['no page', (response: ServerResponse) => void response.end('<html>'), { status: 200, code: 'page_unreadable' }],
    [
      'a cut connection',
      (response: ServerResponse) => void response.destroy(),
      { status: null, code: 'bank_unavailable' },
    ],
  ])('%s, with its code', async (_what, answer, expected) => {
    const reports = await reportsOf(
      (_request, response) => answer(response),
      (port, reported) => port.transactionsPage(reported, query),
    );
    expect(reports).toMatchObject([expected]);
  });

  test('Q10 what was sent nowhere is no call', async () => {
    const reports = await reportsOf(
      (_request, response) => json(response, {}),
      (port, reported) => port.transactionsPage(reported, { ...query, cursor: 'https://elsewhere.test/' }),
    );
    expect(reports).toEqual([]);
  });
});

const message = (code: unknown): object => ({
  tppMessages: [{ category: 'ERROR', code, text: 'canary 12345678903' }],
});

describe('bank E refusals', () => {
  test.each([
    ['a text', 401, message('CONSENT_EXPIRED'), { code: 'consent_expired', bankCode: 'CONSENT_EXPIRED' }],
    ['Q32 a number', 404, message(17), { code: 'account_gone', bankCode: '17' }],
    ['a sentence is no code', 403, message('Kontoen 12345678903 finnes ikke'), { code: 'bank_refuses_request' }],
    ['none', 403, { tppMessages: [] }, { code: 'bank_refuses_request' }],
    ['problem+json', 400, { title: 'canary', status: 400 }, { code: 'bank_refuses_request' }],
    ['a broken body', 500, 'canary', { code: 'bank_unavailable' }],
  ])('%s', async (_form, status, body, details) => {
    bank.answer((_request, response) => json(response, body, status));
    expect(await refusalOf(bank.port().balances(call, '1'))).toEqual({ ...details, status, sent: true });
  });

  test('Q24 a maintenance page in HTML', async () => {
    bank.answer((_request, response) => void response.writeHead(503, { 'retry-after': '120' }).end('<html>'));
    expect(await refusalOf(bank.port().accounts(call))).toEqual({
      code: 'bank_unavailable',
      status: 503,
      sent: true,
      retryAfterMs: 120_000,
    });
  });

  test.each([
    ['Q23 unattended: the day’s reads are used up', null, 'quota_exhausted'],
    ['attended: a rate', { ipAddress: '203.0.113.7', userAgent: null }, 'rate_limited_by_bank'],
  ])('%s', async (_case, psu, code) => {
    bank.answer((_request, response) => json(response, message('ACCESS_EXCEEDED'), 429));
    expect(await refusalOf(bank.port().balances({ secrets, psu }, '1'))).toMatchObject({ code, status: 429 });
  });

  test('F6 Retry-After as a date counts from our clock', async () => {
    bank.answer(
      (_request, response) =>
        void response.writeHead(429, { 'retry-after': new Date(nowMs + 30_000).toUTCString() }).end(),
    );
    expect(await refusalOf(bank.port().balances(call, '1'))).toMatchObject({
      code: 'rate_limited_by_bank',
      retryAfterMs: 30_000,
    });
  });

  test('B-13 no text of the bank, URL, token or number in the error', async () => {
    bank.answer((_request, response) => json(response, message('CONSENT_EXPIRED'), 401));
    const error: unknown = await bank
      .port()
      .balances(call, '15034011238')
      .catch((thrown: unknown) => thrown);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/canary|\d{11}|http/);
    expect(error).not.toHaveProperty('cause');
  });
});

test('A-16 a certificate file that is not there: the operator’s, nothing is sent', async () => {
  bank.answer((_request, response) => json(response, { accounts: [] }));
  const port = bank.port({}, { tls: { certFile: '/absent/client.crt' } });
  expect(await refusalOf(port.accounts(call))).toEqual({
    code: 'bank_rejects_credentials',
    sent: false,
    bankCode: 'ENOENT',
  });
  expect(bank.seen).toEqual([]);
});
