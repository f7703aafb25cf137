import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createGrantStore, type GrantStore } from '../../../src/activities/grants/grantStore.ts';
import { errorEntry } from '../../../src/contracts/errorCodes.ts';
import { codeOfError } from '../../../src/worker/toFailure.ts';
import type { ConnectedGrant } from '../lifecycle/grantWorld.ts';
import { openRefreshWorld, type RefreshWorld } from './refreshWorld.ts';

let world: RefreshWorld;
let store: GrantStore;
let lines: string[];
let aheadMs: number;
beforeEach(async () => {
  world = await openRefreshWorld();
  lines = [];
  aheadMs = 0;
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const logger = pino({ level: 'warn' }, stream);
  store = createGrantStore({ ...world.grants.deps, logger, clock: { now: () => Date.now() + aheadMs } });
});
afterEach(() => world.close());

const refresh = ({ ref }: ConnectedGrant): Promise<string> =>
  store.ensureFresh(ref, { leastLifeMs: 600_000 }).then(() => 'good', codeOfError);
const refreshEach = async (connected: readonly ConnectedGrant[], atOnce: number): Promise<string[]> => {
  const codes: string[] = [];
  for (let index = 0; index < connected.length; index += atOnce)
    codes.push(...(await Promise.all(connected.slice(index, index + atOnce).map(refresh))));
  return codes;
};
const countsOf = (codes: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...new Set(codes)].toSorted().map((code) => [code, codes.filter((other) => other === code).length]),
  );
const incidents = () =>
  world.grants.database.admin('select code, occurrences, closed_at is not null as closed from bank_incidents');
const alerts = (): number => lines.filter((line) => line.includes('an operator must look at the bank')).length;
const auditedIncidents = async (): Promise<number> =>
  (await world.grants.database.admin(`select from audit_entries where action = 'bank.incident'`)).length;
const statuses = () =>
  world.grants.database.admin(
    'select distinct connection_status as status, status_reason as reason from bank_connections',
  );
const many = async (count: number, connect: () => Promise<ConnectedGrant>): Promise<ConnectedGrant[]> => {
  const connected: ConnectedGrant[] = [];
  while (connected.length < count) connected.push(await connect());
  return connected;
};

describe('A-16 what the bank holds against this service', () => {
  test.each(['token.invalid-client', 'tls.cert-expired'])(
    'A-16 %s on 500 connections: 0 demoted, 1 alert, hardly a request',
    async (name) => {
      const connected = await many(500, () => world.grants.connect({ accessLifeMs: -1 })); // the bank does not look at tokens
      await world.bank.switchOn({ name });
      const codes = await refreshEach(connected, 4);
      expect(countsOf(codes)).toEqual({ bank_rejects_credentials: 500 });
      expect(errorEntry('bank_rejects_credentials').act).toBe('operator'); // and nobody's consent (D.2)
      expect(await statuses()).toEqual([{ status: 'active', reason: null }]);
      expect([alerts(), await auditedIncidents(), (await incidents()).length]).toEqual([1, 1, 1]);
      expect(await world.tokenRequests()).toBeLessThanOrEqual(4); // those that were under way when the first was refused
    },
    60_000,
  );

  test('A-16 one caller each half minute finds out whether it is over', async () => {
    const [first, ...others] = await many(5, world.connect);
    if (first === undefined) throw new Error('five');
    await world.bank.switchOn({ name: 'token.invalid-client' });
    expect(await refresh(first)).toBe('bank_rejects_credentials');
    aheadMs = 31_000;
    expect(await refreshEach(others, 4)).toEqual(others.map(() => 'bank_rejects_credentials'));
    expect(await world.tokenRequests()).toBe(2);
    await world.bank.switchAllOff();
    aheadMs = 62_000;
    expect(await refresh(first)).toBe('good');
    expect(await refreshEach(others, 4)).toEqual(others.map(() => 'good'));
    expect(await incidents()).toEqual([{ code: 'bank_rejects_credentials', occurrences: 2, closed: true }]);
    expect(alerts()).toBe(1);
    await world.bank.switchOn({ name: 'token.invalid-client' });
    const { version } = await store.open(first.ref);
    await expect(store.replaceRefused(first.ref, version)).rejects.toMatchObject({ code: 'bank_rejects_credentials' });
    expect(alerts()).toBe(2); // another incident
  });
});

describe('A-17 the bank’s clock', () => {
  test('A-17 90 s off: told once, and over when it is right again', async () => {
    const [first, second, third] = await many(3, world.connect);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three');
    await world.bank.switchOn({ name: 'token.clock-skew', seconds: 90 });
    expect([await refresh(first), await refresh(second)]).toEqual(['good', 'good']);
    expect(await incidents()).toEqual([{ code: 'bank_clock_is_off', occurrences: 2, closed: false }]);
    expect(alerts()).toBe(1);
    await world.bank.switchAllOff();
    expect(await refresh(third)).toBe('good');
    expect(await incidents()).toEqual([{ code: 'bank_clock_is_off', occurrences: 2, closed: true }]);
  });
});

describe('A-16 very many refused consents at once', () => {
  test('A-16 from the 20th on nobody is asked for a new consent; 1 alert; the next refresh works', async () => {
    const connected = await many(25, world.connect);
    await world.bank.switchOn({ name: 'token.refused' });
    const codes = await refreshEach(connected, 1);
    expect(countsOf(codes)).toEqual({ consent_revoked: 19, bank_refuses_consents: 6 });
    expect(errorEntry('bank_refuses_consents').class).not.toBe('needs_reconsent');
    expect([alerts(), await auditedIncidents()]).toEqual([1, 1]);
    expect(await incidents()).toEqual([{ code: 'bank_refuses_consents', occurrences: 6, closed: false }]);

    await world.bank.switchAllOff();
    const held = connected.slice(19);
    expect(await refreshEach(held, 1)).toEqual(held.map(() => 'good'));
    // It is over when none was refused for ten minutes and one is renewed; then a person's word counts again.
    aheadMs = 11 * 60_000;
    const [last, ended] = [await world.connect(), await world.connect()];
    expect(await refresh(last)).toBe('good');
    expect(await incidents()).toEqual([{ code: 'bank_refuses_consents', occurrences: 6, closed: true }]);
    await world.bank.form('/oauth2/revoke', { token: ended.secrets.refreshToken ?? '' });
    expect(await refresh(ended)).toBe('consent_revoked');
  });
});
