import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type RunningSimulator, startSimulator } from '../../../simulator/startSimulator.ts';
import { createDnbConsent } from '../../../src/bank/dnb/consent.ts';
import type { ClosableBankPort } from '../../../src/bank/dnb/oauth2.ts';
import type { BankCall, GrantSecrets } from '../../../src/bank/port.ts';
import { bankToday } from '../../../src/domain/calendarDate.ts';
import { createJudge, type Exchange, type Finding } from './berlinGroup/judge.ts';
import { openRecordingProxy, type RecordingProxy } from './berlinGroup/recordingProxy.ts';

const redirectUri = 'https://erp.example/callback';
const person = { ipAddress: '203.0.113.7', userAgent: 'Mozilla/5.0' };

const deviationSchema = z.strictObject({
  side: z.enum(['request', 'answer']),
  /** Absent: of every operation. */
  operation: z.string().optional(),
  at: z.string(),
  what: z.string(),
  reason: z.string().min(20),
});
const deviationsFile = join(import.meta.dirname, '../../vectors/berlin-group/dnb-deviations.json');
const deviations = z.array(deviationSchema).parse(JSON.parse(readFileSync(deviationsFile, 'utf8')));
type Deviation = (typeof deviations)[number];

const explains = ({ side, operation, at, what }: Deviation, finding: Finding): boolean =>
  side === finding.side &&
  (operation === undefined || operation === finding.operation) &&
  at === finding.at &&
  what === finding.what;
const inText = ({ side, operation, status, at, what }: Finding): string =>
  `${side} ${operation} (${status}) ${at}: ${what}`;

const judge = createJudge();
let simulator: RunningSimulator;
let proxy: RecordingProxy;
let port: ClosableBankPort;
beforeAll(async () => {
  simulator = await startSimulator({ redirectUris: [redirectUri], pageSize: 25, countUnattendedReads: true });
  proxy = await openRecordingProxy(simulator.url);
  port = createDnbConsent({ baseUrl: proxy.url, sandbox: true, tls: {} }, { now: Date.now });
  await walk();
}, 60_000);
afterAll(async () => {
  await port.close();
  await proxy.close();
  await simulator.close();
});

const control = async (path: string, body?: unknown): Promise<unknown> =>
  (
    await fetch(`${simulator.url}/control${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    })
  ).json();
const decide = (page: string, decision: 'grant' | 'deny'): Promise<unknown> =>
  control('/authorize', { authorization_url: page, decision });
const refused = (work: Promise<unknown> | undefined): Promise<unknown> =>
  (work ?? Promise.resolve()).then(
    () => expect('it').toBe('refused'),
    () => undefined,
  );

async function begin(psuId: string | null = null): Promise<{ readonly page: string; readonly secrets: GrantSecrets }> {
  const wish = { state: 's1', codeVerifier: 'v'.repeat(43), redirectUri, scope: 'x', psuId, psu: person };
  const { url, pending } = await port.authorizationUrl(wish);
  if (pending === null) throw new Error('nothing pending');
  return { page: url, secrets: pending };
}

/** Everything that the engine asks a bank of this profile, with and without a person, and every refusal. */
async function walk(): Promise<void> {
  const { page, secrets } = await begin('31125453913');
  const attended: BankCall = { secrets, psu: person };
  const alone: BankCall = { secrets, psu: null };
  await refused(port.confirm?.(attended));
  await decide(page, 'grant');
  await port.confirm?.(attended);
  const [account] = await port.accounts(attended);
  const { accountId } = account ?? { accountId: '' };
  const to = bankToday(Date.now(), 'Europe/Oslo');
  for (const call of [attended, alone]) {
    await port.balances(call, accountId);
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const query = { accountId, from: bankToday(Date.now() - 60 * 86_400_000, 'Europe/Oslo'), to };
      cursor = (await port.transactionsPage(call, cursor === undefined ? query : { ...query, cursor })).nextCursor;
    }
  }
  for (let read = 1; read <= 3; read += 1) await port.balances(alone, accountId);
  await refused(port.balances(alone, accountId)); // 429
  await refused(port.balances(attended, '00000000001')); // 404
  await refused(port.transactionsPage(alone, { accountId, from: '2001-01-01', to })); // 400
  await port.refresh(secrets);
  await port.revoke(secrets);
  await refused(port.accounts(attended)); // 401, and the consent is asked why
  const { page: other, secrets: rejected } = await begin();
  await decide(other, 'deny');
  await refused(port.confirm?.({ secrets: rejected, psu: null }));
  await refused(port.accounts({ secrets: { accessToken: 'nobody', refreshToken: null }, psu: null })); // 400
  await refused(port.confirm?.({ secrets: { accessToken: 'nobody', refreshToken: null }, psu: null })); // 404
  await refused(begin('31125400000')); // 403
}

const findings = (): readonly Finding[] => proxy.exchanges.flatMap(judge.findings);

const without =
  (name: string) =>
  (exchange: Exchange): Exchange => ({
    ...exchange,
    headers: Object.fromEntries(Object.entries(exchange.headers).filter(([header]) => header !== name)),
  });
const edited =
  (from: string, to: string) =>
  (exchange: Exchange): Exchange => ({ ...exchange, body: exchange.body.replace(from, to) });

describe('the Berlin Group’s own description as the judge', () => {
  test('the walk has asked every call of the profile, and met each kind of refusal', () => {
    expect(new Set(proxy.exchanges.map(judge.nameOf))).toEqual(
      new Set([
        'DELETE /v1/consents/{consentId}',
        'GET /v1/accounts',
        'GET /v1/accounts/{account-id}/balances',
        'GET /v1/accounts/{account-id}/transactions',
        'GET /v1/consents/{consentId}',
        'POST /v1/consents',
      ]),
    );
    expect(new Set(proxy.exchanges.map(({ status }) => status))).toEqual(
      new Set([200, 201, 204, 400, 401, 403, 404, 429]),
    );
  });

  test.each(['request', 'answer'] as const)('every %s is as described, but for what DNB was seen to do', (side) => {
    const unexplained = findings().filter(
      (finding) => finding.side === side && !deviations.some((deviation) => explains(deviation, finding)),
    );
    expect([...new Set(unexplained.map(inText))]).toEqual([]);
  });

  test('a consent that is valid lacks nothing', () => {
    const valid = proxy.exchanges.filter(({ answerBody }) => answerBody.includes('"consentStatus":"valid"'));
    expect(valid.length).toBeGreaterThan(0);
    expect(valid.flatMap(judge.findings).filter(({ what }) => what.startsWith('required'))).toEqual([]);
  });

  test.each<[string, (exchange: Exchange) => Exchange, string]>([
    ['no X-Request-ID', without('x-request-id'), 'header/x-request-id: required'],
    [
      'a key of the other profile',
      (exchange) => ({ ...exchange, headers: { ...exchange.headers, 'x-api-key': 'k' } }),
      'header/x-api-key: not described',
    ],
    ['a day that is none', edited('"validUntil":"', '"validUntil":"x'), 'body/validUntil: format date'],
    [
      'a flag as text',
      edited('"recurringIndicator":true', '"recurringIndicator":"true"'),
      'body/recurringIndicator: type boolean',
    ],
    ['a member of our own', edited('{"access"', '{"extra":1,"access"'), 'body: additionalProperties extra'],
  ])('the judge sees it: %s', (_what, spoil, expected) => {
    const asked = proxy.exchanges.find(({ method, status }) => method === 'POST' && status === 201);
    if (asked === undefined) throw new Error('no consent was asked for');
    expect(judge.findings(asked)).toEqual([]);
    const found = judge.findings(spoil(asked)).map(({ at, what }) => `${at}: ${what}`);
    expect(found).toEqual([expected]);
  });

  test.each(deviations)('a deviation that still occurs: $side $at $what', (deviation) => {
    expect(findings().some((finding) => explains(deviation, finding))).toBe(true);
  });
});
