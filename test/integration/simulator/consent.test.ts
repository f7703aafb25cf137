import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { temporaryFolder } from '../local/temporaryFolder.ts';
import { BankCustomer, codeOf, monday, redirectUri } from './bankCustomer.ts';
import { back, backAfterRefusal, consentCustomer } from './consentCustomer.ts';

const dayMs = 86_400_000;
const person = '31125453913';

let bank: BankCustomer;
let caller: ReturnType<typeof consentCustomer>;
beforeAll(async () => {
  bank = await BankCustomer.open();
  caller = consentCustomer(bank);
});
afterAll(() => bank.close());

const consentSchema = z.looseObject({ access: z.object({ accounts: z.array(z.object({ iban: z.string() })) }) });

/** A valid consent of a person's. */
async function granted(of: BankCustomer = bank, who = person): Promise<string> {
  const with_ = consentCustomer(of);
  const { consentId, page } = await with_.begin();
  await with_.decide(page, 'grant', who);
  return consentId;
}

describe('bank A.3 a consent and its person', () => {
  test('asked for, received, granted on the page, valid: the chosen IBANs are in it', async () => {
    const { consentId, page } = await caller.begin();
    expect(await caller.statusOf(consentId)).toBe('received');
    expect((await caller.accounts(consentId)).status).toBe(401);
    expect(page).not.toContain(consentId);

    expect(await caller.decide(page, 'grant', person)).toBe(back); // the state comes back as it was sent
    const { status, body } = await caller.send('GET', `/v1/consents/${consentId}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      consentStatus: 'valid',
      validUntil: '2026-08-28',
      frequencyPerDay: 4,
      recurringIndicator: true,
      lastActionDate: '2026-03-02T10:00:00Z',
    });
    const listed = z
      .object({ accounts: z.array(z.looseObject({ iban: z.string(), bban: z.string() })) })
      .parse((await caller.accounts(consentId)).body).accounts;
    expect(listed).toHaveLength(4);
    expect(consentSchema.parse(body).access.accounts.map(({ iban }) => iban)).toEqual(listed.map(({ iban }) => iban));
    expect(listed.every((account) => !('resourceId' in account) && /^\d{11}$/.test(account.bban))).toBe(true);
  });

  test('refused: rejected, back to the other address, no access', async () => {
    const { consentId, page } = await caller.begin();
    expect(await caller.decide(page, 'deny')).toBe(backAfterRefusal);
    expect((await caller.send('GET', `/v1/consents/${consentId}`)).body).toEqual({
      consentStatus: 'rejected',
      _links: { self: { href: `/v1/consents/${consentId}` } },
    });
    expect(codeOf(await caller.accounts(consentId))).toBe('CONSENT_INVALID');
  });

  test('the page works once, and by its forms too', async () => {
    const { consentId, page } = await caller.begin({ 'psu-id': 'TB76688' });
    const path = page.slice(bank.simulator.url.length);
    const ticket = new URL(page).searchParams.get('ticket') ?? '';
    expect((await bank.fetch(path)).body).toContain('TB76688');
    expect((await bank.fetch(path)).body).not.toContain(person); // the caller named somebody
    expect((await bank.form('/sca', { ticket, person: 'TB76688' }, null)).body).toContain('/sca/decision');
    const accounts = z
      .object({ accounts: z.array(z.object({ id: z.string(), person: z.string() })) })
      .parse((await bank.control('GET', '/accounts')).body).accounts;
    const chosen = accounts.find((account) => account.person === 'TB76688')?.id ?? '';
    const form = { ticket, person: 'TB76688', decision: 'grant', account: chosen };
    const answer = await bank.form('/sca/decision', form, null);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, back]);
    expect(await caller.statusOf(consentId)).toBe('valid');
    expect((await bank.form('/sca/decision', form, null)).status).toBe(400);
    expect((await bank.fetch(path)).status).toBe(400);
  });

  test('DELETE: 204, then terminatedByTpp, and no access', async () => {
    const consentId = await granted();
    expect((await caller.send('DELETE', `/v1/consents/${consentId}`)).status).toBe(204);
    expect(await caller.statusOf(consentId)).toBe('terminatedByTpp');
    expect(codeOf(await caller.accounts(consentId))).toBe('CONSENT_INVALID');
  });

  test('validUntil is inclusive, a day in Oslo, and at most 180 from today', async () => {
    const own = await BankCustomer.open();
    const ask = consentCustomer(own);
    const { consentId, page } = await ask.begin({}, { validUntil: '9999-12-31' });
    await ask.decide(page, 'grant', person);
    expect((await ask.send('GET', `/v1/consents/${consentId}`)).body).toMatchObject({ validUntil: '2026-08-29' });
    own.clock.nowMs = Date.parse('2026-08-29T21:59:59Z'); // 23:59:59 in Oslo
    expect((await ask.accounts(consentId)).status).toBe(200);
    own.clock.nowMs += 1_000;
    expect(codeOf(await ask.accounts(consentId))).toBe('CONSENT_EXPIRED');
    await own.close();
  });

  test('nobody confirms: it times out', async () => {
    const own = await BankCustomer.open();
    const { consentId, page } = await consentCustomer(own).begin();
    own.clock.nowMs = monday + dayMs;
    expect(await consentCustomer(own).statusOf(consentId)).toBe('expired');
    expect((await own.fetch(page.slice(own.simulator.url.length))).status).toBe(400);
    await own.close();
  });
});

describe('consent.supersedes', () => {
  const twice = async (options: Parameters<typeof BankCustomer.open>[0], secondPerson = person): Promise<unknown> => {
    const own = await BankCustomer.open(options);
    const first = await granted(own);
    await granted(own, secondPerson);
    const status = await consentCustomer(own).statusOf(first);
    await own.close();
    return status;
  };
  test('bank 0.2 a new recurring consent ends the older one of the same person', async () => {
    expect(await twice({})).toBe('expired');
  });
  test('of another person: it does not', async () => {
    expect(await twice({}, 'TB76688')).toBe('valid');
  });
  test('switched off: it does not', async () => {
    expect(await twice({ consentSupersedes: false })).toBe('valid');
  });
});

describe('bank H-3 the bank checks its caller', () => {
  test.each<[string, Record<string, string | undefined>, Record<string, unknown>, number, string | number]>([
    ['no X-Request-ID', { 'x-request-id': undefined }, {}, 400, 'FORMAT_ERROR'],
    ['a bearer', { authorization: 'Bearer t' }, {}, 400, 'FORMAT_ERROR'],
    ['a PSU-ID of another form', { 'psu-id': '123' }, {}, 400, 2],
    ['a PSU-ID without accounts', { 'psu-id': '31125400000' }, {}, 403, 1],
    ['an address that is not registered', { 'tpp-redirect-uri': 'https://evil.example/' }, {}, 400, 'FORMAT_ERROR'],
    ['another way back that is not', { 'tpp-nok-redirect-uri': `${redirectUri}/x` }, {}, 400, 'FORMAT_ERROR'],
    ['no address', { 'tpp-redirect-uri': undefined }, {}, 400, 'FORMAT_ERROR'],
    ['a day that has passed', {}, { validUntil: '2026-03-01' }, 400, 'FORMAT_ERROR'],
    ['accounts named', {}, { access: { accounts: [{}], balances: [], transactions: [] } }, 400, 'FORMAT_ERROR'],
  ])('%s', async (_what, headers, changes, status, code) => {
    const answer = await caller.ask(headers, changes);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  test('with a slash at the end too', async () => {
    expect((await caller.ask({}, {}, '/v1/consents/')).status).toBe(201);
  });

  test('a bearer beside a Consent-ID, an unknown consent, an account outside of it', async () => {
    const consentId = await granted();
    expect(codeOf(await caller.accounts(consentId, { authorization: 'Bearer t' }))).toBe('FORMAT_ERROR');
    expect(codeOf(await caller.accounts('nobody'))).toBe('CONSENT_UNKNOWN');
    const foreign = await caller.send('GET', '/v1/accounts/00000000001/balances', { 'consent-id': consentId });
    expect([foreign.status, codeOf(foreign)]).toEqual([404, 17]); // DNB's codes are numbers
    expect(codeOf(await caller.send('GET', '/v1/consents/nobody'))).toBe(17);
  });

  test('H-6 the log tells of the headers, never of their secrets', async () => {
    await caller.begin({ 'psu-id': person, 'psu-ip-address': '203.0.113.7' });
    const { body } = await bank.control('GET', '/requests?endpoint=consents');
    const text = JSON.stringify(body);
    expect(text).toContain('"psu-ip-address":"203.0.113.7"');
    expect(text).toContain('"psu-id":"[received]"');
    expect(text).not.toContain(person);
    expect(text).not.toContain('st%26te');
  });

  test('unattended reads are counted by consent', async () => {
    const own = await BankCustomer.open({ countUnattendedReads: true });
    const consentId = await granted(own);
    const ask = consentCustomer(own);
    for (let read = 1; read <= 4; read += 1) expect((await ask.accounts(consentId)).status).toBe(200);
    expect(codeOf(await ask.accounts(consentId))).toBe('ACCESS_EXCEEDED');
    expect((await ask.accounts(consentId, { 'psu-ip-address': '203.0.113.7' })).status).toBe(200);
    await own.close();
  });
});

describe('faults of a consent', () => {
  test.each([
    ['consent.expired', 'CONSENT_EXPIRED', 'expired'],
    ['consent.revoked', 'CONSENT_INVALID', 'revokedByPsu'],
  ])('%s, at the second call', async (name, code, status) => {
    const consentId = await granted();
    await bank.switchOn({ name, when: { nth: 2 } });
    expect((await caller.accounts(consentId)).status).toBe(200);
    expect(codeOf(await caller.accounts(consentId))).toBe(code);
    expect(await caller.statusOf(consentId)).toBe(status);
    await bank.switchAllOff();
  });

  test('consent.shortened: fewer days than asked for', async () => {
    const consentId = await granted();
    await bank.switchOn({ name: 'consent.shortened', days: 10 });
    const { body } = await caller.send('GET', `/v1/consents/${consentId}`);
    expect(body).toMatchObject({ consentStatus: 'valid', validUntil: '2026-03-12' });
    await bank.switchAllOff();
    await bank.switchOn({ name: 'consent.shortened', days: -1, endpoint: 'accounts' });
    expect(codeOf(await caller.accounts(consentId))).toBe('CONSENT_EXPIRED');
    await bank.switchAllOff();
  });

  test.each<[string, 'grant' | 'deny', string | null, string]>([
    ['rejected', 'grant', back, 'rejected'],
    ['unfinished', 'grant', back, 'received'],
    ['refused', 'grant', backAfterRefusal, 'valid'],
    ['never', 'grant', null, 'valid'],
  ])('consent.redirect-lies: %s', async (form, decision, address, status) => {
    await bank.switchOn({ name: 'consent.redirect-lies', form });
    const { consentId, page } = await caller.begin();
    expect(await caller.decide(page, decision, person)).toBe(address);
    expect(await caller.statusOf(consentId)).toBe(status);
    await bank.switchAllOff();
  });
});

test('a consent outlives the process, with its day, its person and its page', async () => {
  const folder = await temporaryFolder();
  const options = { stateFile: join(folder, 'bank.json') };
  const first = await BankCustomer.open(options);
  const valid = await granted(first);
  const { consentId, page } = await consentCustomer(first).begin();
  const before = (await consentCustomer(first).send('GET', `/v1/consents/${valid}`)).body;
  await first.close();

  const second = await BankCustomer.open(options);
  const ask = consentCustomer(second);
  expect((await ask.send('GET', `/v1/consents/${valid}`)).body).toEqual(before);
  await ask.decide(page, 'grant', 'TB76688');
  expect(await ask.statusOf(consentId)).toBe('valid');
  await second.close();
  await rm(folder, { recursive: true, force: true });
});
