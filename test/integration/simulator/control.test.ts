import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { BankCustomer, codeOf, newVerifier, oauthErrorOf, pageSchema, type TokenPair } from './bankCustomer.ts';

const idIn = (body: unknown): string => z.object({ transaction_id: z.string() }).parse(body).transaction_id;

describe('the control API', () => {
  let bank: BankCustomer;
  let account: string;
  let tokens: TokenPair;
  beforeAll(async () => {
    bank = await BankCustomer.open();
    account = await bank.openAccount({ rows: 3, days: 5, owner: 'AB12345' });
    tokens = await bank.connect([account]);
  });
  afterAll(() => bank.close());

  const firstPage = async () =>
    pageSchema.parse((await bank.get(`/v1/accounts/${account}/transactions?bookingStatus=both`, tokens.access)).body);
  const rowOf = async (id: string) => (await firstPage()).transactions.booked.find((row) => row.transactionId === id);
  const rowsPath = (): string => `/accounts/${account}/transactions`;

  test('a row that is added, changed and withdrawn shows so at the next read', async () => {
    const added = await bank.control('POST', rowsPath(), {
      amount: '1250.5',
      booking_date: '2026-02-27',
      kid: '2345676',
      text: 'Giro, Kunde As',
    });
    expect(added.status).toBe(201);
    const id = idIn(added.body);
    expect(await rowOf(id)).toMatchObject({
      bookingDate: '2026-02-27',
      transactionAmount: { currency: 'NOK', amount: '1250.50' },
      remittanceInformationStructured: '2345676',
    });
    await bank.control('PATCH', `${rowsPath()}/${id}`, {
      text: 'Giro, Kunde As, Ark.Ref *12345',
      kid: null,
      amount: '-3',
    });
    const changed = await rowOf(id);
    expect(changed).toMatchObject({
      additionalInformation: 'Giro, Kunde As, Ark.Ref *12345',
      transactionAmount: { amount: '-3.00' },
    });
    expect(changed).not.toHaveProperty('remittanceInformationStructured');
    expect((await bank.control('DELETE', `${rowsPath()}/${id}`)).status).toBe(204);
    expect(await rowOf(id)).toBeUndefined();
    expect((await bank.control('DELETE', `${rowsPath()}/${id}`)).status).toBe(404);
  });

  test('a generated row can be moved to another date: it stays one row', async () => {
    const [oldest = ''] = await bank.truthIds(account);
    await bank.control('PATCH', `${rowsPath()}/${oldest}`, { booking_date: '2026-03-02' });
    const rows = (await firstPage()).transactions.booked.filter(({ transactionId }) => transactionId === oldest);
    expect(rows.map(({ bookingDate }) => bookingDate)).toEqual(['2026-03-02']);
  });

  test('a pending row is reserved and released', async () => {
    const id = idIn(
      (await bank.control('POST', rowsPath(), { amount: '-378', status: 'pending', text: 'VISA BUTIKK' })).body,
    );
    expect((await firstPage()).transactions.pending).toMatchObject([
      { transactionId: id, transactionAmount: { amount: '-378' } },
    ]);
    await bank.control('DELETE', `${rowsPath()}/${id}`);
    expect((await firstPage()).transactions.pending).toEqual([]);
  });

  test.each([
    ['an amount with a comma', { amount: '1,5' }],
    ['no amount', {}],
    ['no such day', { amount: '1', booking_date: '2026-02-30' }],
    ['an unknown member', { amount: '1', iban: 'x' }],
  ])('%s: 400', async (_name, body) => {
    expect((await bank.control('POST', rowsPath(), body)).status).toBe(400);
  });

  test('exactly the accounts that are named are granted, of one person only', async () => {
    const second = await bank.openAccount({ rows: 1, owner: 'AB12345' });
    const { access } = await bank.connect([second]);
    expect((await bank.get('/v1/accounts', access)).body).toMatchObject({ accounts: [{ bban: second }] });
    expect((await bank.get(`/v1/accounts/${account}/balances`, access)).status).toBe(404);
    const mixed = {
      authorization_url: bank.authorizationUrl(newVerifier()),
      decision: 'grant',
      accounts: [second, await bank.mainAccount()],
    };
    expect((await bank.control('POST', '/authorize', mixed)).status).toBe(400);
  });

  test('a refusal leads to access_denied', async () => {
    const { searchParams } = await bank.decide('deny', bank.authorizationUrl(newVerifier()));
    expect(searchParams.get('error')).toBe('access_denied');
  });

  test.each([
    ['expire', 'CONSENT_EXPIRED'],
    ['revoke', 'TOKEN_UNKNOWN'],
  ])('consents/{id}/%s ends reads and refreshes', async (action, code) => {
    const own = await bank.openAccount({ rows: 1 });
    const { access, refresh } = await bank.connect([own]);
    const { body } = await bank.control('GET', `/consents?account=${own}`);
    const { consents } = z.object({ consents: z.tuple([z.object({ id: z.string() })]) }).parse(body);
    expect((await bank.control('POST', `/consents/${consents[0].id}/${action}`)).status).toBe(200);
    expect(codeOf(await bank.get('/v1/accounts', access))).toBe(code);
    expect(oauthErrorOf(await bank.refresh(refresh))).toBe('invalid_grant');
  });

  test('requests are written down, secrets only as received', async () => {
    await bank.control('DELETE', '/requests');
    await bank.get(`/v1/accounts/${account}/transactions?bookingStatus=both`, tokens.access, {
      'psu-ip-address': '203.0.113.7',
    });
    const { access, refresh } = await bank.connect([account]);
    const { body } = await bank.control('GET', '/requests');
    expect(body).toMatchObject({
      requests: [
        {
          endpoint: 'transactions',
          account,
          status: 200,
          rows: 3,
          query: { bookingStatus: 'both' },
          headers: { authorization: 'Bearer [received]', 'x-api-key': '[received]', 'psu-ip-address': '203.0.113.7' },
        },
        { endpoint: 'token', grant_type: 'authorization_code', headers: { authorization: 'Basic [received]' } },
      ],
    });
    for (const secret of [tokens.access, access, refresh]) expect(JSON.stringify(body)).not.toContain(secret);
  });

  test('a web page that is open on this machine cannot work it', async () => {
    const answer = await bank.fetch('/control/faults', {
      method: 'DELETE',
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.status).toBe(403);
  });
});

test('0.2 a new consent ends the older one of the same person, where that is switched on', async () => {
  const bank = await BankCustomer.open({ newConsentEndsOlder: true });
  const older = await bank.connect();
  const newer = await bank.connect();
  expect(codeOf(await bank.get('/v1/accounts', older.access))).toBe('TOKEN_UNKNOWN');
  expect((await bank.get('/v1/accounts', newer.access)).status).toBe(200);
  await bank.close();
});
