import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, BankCustomer, newVerifier, redirectUri } from './bankCustomer.ts';

const ticketIn = ({ body }: Answer): string => /name="ticket" value="([^"]+)"/.exec(String(body))?.[1] ?? '';
const accountsIn = ({ body }: Answer): string[] =>
  [...String(body).matchAll(/name="account" value="(\d{11})"/g)].map(([, id = '']) => id);

describe('the page where a person decides', () => {
  let bank: BankCustomer;
  beforeAll(async () => {
    bank = await BankCustomer.open();
  });
  afterAll(() => bank.close());

  const pathOf = (url: string): string => url.slice(bank.simulator.url.length);
  const open = (changes: Record<string, string> = {}): Promise<Answer> =>
    bank.fetch(pathOf(bank.authorizationUrl(newVerifier(), changes)), { headers: { 'accept-language': 'nb-NO,nb' } });
  const post = (path: string, form: [string, string][]): Promise<Answer> =>
    bank.fetch(path, { method: 'POST', body: new URLSearchParams(form) });
  const login = async (): Promise<{ readonly ticket: string; readonly accounts: string[] }> => {
    const ticket = ticketIn(await open());
    const page = await post('/oauth2/authorize', [
      ['ticket', ticket],
      ['person', '31125453913'],
    ]);
    return { ticket, accounts: accountsIn(page) };
  };

  test('BankID, accounts, consent: back to the redirect URI with code and state', async () => {
    const { ticket, accounts } = await login();
    expect(accounts).toHaveLength(4);
    const form: [string, string][] = [
      ['ticket', ticket],
      ['person', '31125453913'],
      ['account', accounts[2] ?? ''],
      ['decision', 'grant'],
    ];
    const answer = await post('/oauth2/authorize/decision', form);
    const target = new URL(answer.headers.get('location') ?? '');
    expect([answer.status, `${target.origin}${target.pathname}`]).toEqual([303, redirectUri]);
    expect(target.searchParams.get('state')).toBe('st&te');
    expect(target.searchParams.get('code')).toMatch(/^[\w-]{32}$/);
    expect((await post('/oauth2/authorize/decision', form)).status).toBe(400); // the page works once
  });

  test('refusal: access_denied, and no code', async () => {
    const { ticket } = await login();
    const answer = await post('/oauth2/authorize/decision', [
      ['ticket', ticket],
      ['person', '31125453913'],
      ['decision', 'deny'],
    ]);
    const { searchParams } = new URL(answer.headers.get('location') ?? '');
    expect(Object.fromEntries(searchParams)).toEqual({ error: 'access_denied', state: 'st&te' });
  });

  test('without an account, and with an unknown person, the page asks again', async () => {
    const { ticket } = await login();
    const none = await post('/oauth2/authorize/decision', [
      ['ticket', ticket],
      ['person', '31125453913'],
      ['decision', 'grant'],
    ]);
    expect([none.status, accountsIn(none).length]).toEqual([400, 4]);
    const unknown = await post('/oauth2/authorize', [
      ['ticket', ticket],
      ['person', '<b>'],
    ]);
    expect([unknown.status, ticketIn(unknown)]).toEqual([400, ticket]);
  });

  test('another person’s accounts cannot be granted', async () => {
    const { ticket } = await login();
    const foreign = await bank.mainAccount();
    const form: [string, string][] = [
      ['ticket', ticket],
      ['person', '31125453913'],
      ['account', foreign],
      ['decision', 'grant'],
    ];
    expect((await post('/oauth2/authorize/decision', form)).status).toBe(400);
  });

  test('it is in the person’s language, with nothing from elsewhere and no script', async () => {
    const { headers, body } = await open({ state: '"><script>' });
    expect(String(body)).toContain('Logg inn med BankID');
    expect(String(body)).not.toMatch(/<script|src=|@import/);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test.each([
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['PKCE plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no challenge', { code_challenge: '' }, 'invalid_request'],
  ])('%s: the client is told', async (_name, changes, error) => {
    const answer = await open(changes);
    expect(answer.status).toBe(303);
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe(error);
  });

  test.each([
    ['an unknown client', { client_id: 'other' }],
    ['a redirect URI that differs by a slash', { redirect_uri: `${redirectUri}/` }],
  ])('%s: nobody is sent anywhere', async (_name, changes) => {
    const answer = await open(changes);
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  });

  test('the landing page names persons and control routes', async () => {
    const { body } = await bank.fetch('/');
    expect(String(body)).toContain('12345678910');
    expect(String(body)).toContain('POST /control/authorize');
  });
});
