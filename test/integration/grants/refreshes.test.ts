import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openSecrets } from '../../../src/activities/grants/grantSecrets.ts';
import { createLifecycleActivities } from '../../../src/activities/lifecycle/lifecycleActivities.ts';
import { BankError } from '../../../src/bank/bankError.ts';
import { readCurrentGrant } from '../../../src/db/sql/grants/readGrants.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { codeOfError } from '../../../src/worker/toFailure.ts';
import { eventually } from '../local/eventually.ts';
import { codeOf, oauthErrorOf } from '../simulator/bankCustomer.ts';
import { startRefreshProcess } from './refreshProcess.ts';
import { openRefreshWorld, type RefreshWorld } from './refreshWorld.ts';

let world: RefreshWorld;
beforeAll(async () => {
  world = await openRefreshWorld();
});
afterAll(() => world.close());
beforeEach(() => world.bank.switchAllOff());

const enough = { leastLifeMs: 600_000 };
const countingRequests = async (work: () => Promise<unknown>): Promise<number> => {
  const before = await world.tokenRequests();
  await work();
  return (await world.tokenRequests()) - before;
};

describe('A-12 single flight', () => {
  test('A-12 20 callers in 3 processes and an expired token: 1 request, one new version for all', async () => {
    const { ref } = await world.connect();
    const processes = await Promise.all([1, 2, 3].map(() => startRefreshProcess(world.programParts)));
    await world.bank.switchOn({ name: 'net.slow', endpoint: 'token', delayMs: 300 });
    const requests = await countingRequests(async () => {
      const orders = processes.map(({ order }, index) => order({ ref, times: index === 2 ? 6 : 7 }));
      const answers = (await Promise.all(orders)).flatMap((answer) => answer ?? []);
      expect(answers).toHaveLength(20);
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(answers[0]).toMatchObject({ version: 2 });
    });
    expect(requests).toBe(1);
    await Promise.all(processes.map(({ gone }) => gone));
  });
});

describe('A-14 the answer is lost', () => {
  test('A-14 with a grace window the same token once more, at once: nothing is lost', async () => {
    const { ref } = await world.connect();
    await world.bank.switchOn({ name: 'token.grace' });
    await world.bank.switchOn({ name: 'token.answer-lost' });
    const requests = await countingRequests(async () => {
      expect(await world.grants.stores[0].ensureFresh(ref, enough)).toMatchObject({ version: 2 });
    });
    expect(requests).toBe(2);
    expect(await world.grants.grantOf(ref)).toMatchObject({ state: 'good' });
  });

  test('A-14 with strict rotation: lost by its name, apart from a consent that was revoked', async () => {
    const [lost, ended] = [await world.connect(), await world.connect()];
    await world.bank.switchOn({ name: 'token.strict-family-revoke' });
    await world.bank.switchOn({ name: 'token.answer-lost' });
    await expect(world.grants.stores[0].ensureFresh(lost.ref, enough)).rejects.toMatchObject({ code: 'rotation_lost' });
    await world.bank.form('/oauth2/revoke', { token: ended.secrets.refreshToken ?? '' });
    // Several at once: none takes another's intent for a death.
    const codes = await Promise.all(
      world.grants.stores.map((store) => store.ensureFresh(ended.ref, enough).then(() => 'good', codeOfError)),
    );
    expect(codes).toEqual(['consent_revoked', 'consent_revoked', 'consent_revoked']);
  });

  test('A-14 a bank that never lets us know: at once, after 1 s, after 3 s, then not for 10 s; for all callers', async () => {
    const { ref } = await world.connect();
    await world.bank.switchOn({ name: 'token.no-rotate' });
    await world.bank.switchOn({ name: 'net.reset', endpoint: 'token', at: 'start' });
    const beganMs = performance.now();
    const failures: unknown[] = [];
    const requests = await countingRequests(async () => {
      await Promise.all(
        Array.from({ length: 9 }, (_, index) =>
          world.grants.stores[(index % 3) as 0 | 1 | 2].ensureFresh(ref, enough).catch((error: unknown) => {
            failures.push(error);
          }),
        ),
      );
    });
    const tookMs = performance.now() - beganMs;
    expect(requests).toBe(4);
    expect(tookMs).toBeGreaterThanOrEqual(3_000);
    expect(failures.map(codeOfError)).toEqual(Array.from({ length: 9 }, () => 'bank_unavailable'));

    await world.bank.switchAllOff();
    const later = await world.grants.stores[0].ensureFresh(ref, enough).catch((error: unknown) => error);
    expect(later).toBeInstanceOf(BankError);
    const { sent, retryAfterMs = 0 } = later instanceof BankError ? later.details : { sent: true };
    expect([sent, retryAfterMs > 5_000, retryAfterMs <= 10_000]).toEqual([false, true, true]);
  });

  test('A-14 surely not done: no second request, and the token stays good', async () => {
    const { ref } = await world.connect();
    await world.bank.switchOn({ name: 'http.5xx', status: 503, endpoint: 'token' });
    const requests = await countingRequests(async () => {
      await expect(world.grants.stores[0].ensureFresh(ref, enough)).rejects.toMatchObject({ code: 'bank_unavailable' });
    });
    expect(requests).toBe(1);
    expect(await world.grants.grantOf(ref)).toMatchObject({ version: 1, state: 'good' });
  });
});

describe('A-17, A-18 how often a token is renewed', () => {
  test.each([
    ['A-17 the bank does not say how long it lives', { name: 'token.no-expires-in' }],
    ['A-18 it lives for a minute', { name: 'token.short', seconds: 60 }],
    ['A-17 the bank’s clock is 90 s off', { name: 'token.clock-skew', seconds: 90 }],
  ])('%s: one renewal for the run and its steps, no loop', async (_name, fault) => {
    const { ref } = await world.connect();
    await world.bank.switchOn(fault);
    const [store] = world.grants.stores;
    const requests = await countingRequests(async () => {
      await store.ensureFresh(ref, enough);
      for (let step = 0; step < 5; step += 1) await store.ensureFresh(ref, { leastLifeMs: 60_000 });
    });
    expect(requests).toBe(1);
  });

  test('A-18 one forced renewal a run: the second refusal is what the bank means', async () => {
    const { ref } = await world.connect({ accessLifeMs: 3_600_000 });
    const [store] = world.grants.stores;
    await openRun(ref, 'running');
    const requests = await countingRequests(async () => {
      expect(await store.replaceRefused(ref, 1)).toMatchObject({ version: 2 });
      expect(await store.replaceRefused(ref, 2)).toMatchObject({ version: 2 });
    });
    expect(requests).toBe(1);
    await world.grants.database.admin(`update sync_runs set status = 'failed' where connection_id = $1`, [
      ref.connectionId,
    ]);
    await openRun(ref, 'running');
    expect(await store.replaceRefused(ref, 2)).toMatchObject({ version: 3 });
  });

  test('A-19 a refresh token that rests is used; one that was used is not', async () => {
    const { ref } = await world.connect({ accessLifeMs: 3_600_000 });
    const [store] = world.grants.stores;
    expect(await store.keepAlive(ref, { idleMs: 60_000 })).toMatchObject({ version: 1 });
    await world.grants.database.admin(
      `update bank_grants set updated_at = now() - interval '61 seconds' where connection_id = $1`,
      [ref.connectionId],
    );
    expect(await store.keepAlive(ref, { idleMs: 60_000 })).toMatchObject({ version: 2 });
    expect(await store.keepAlive(ref, { idleMs: 60_000 })).toMatchObject({ version: 2 });
  });
});

const openRun = (ref: { readonly clientId: string; readonly connectionId: string }, status: string): Promise<unknown> =>
  world.grants.database.admin(
    `insert into sync_runs (id, client_id, connection_id, trigger, status, attended, temporal_workflow_id, temporal_run_id)
     values (gen_random_uuid(), $1, $2, 'manual', $3, false, 'w', 'r')`,
    [ref.clientId, ref.connectionId, status],
  );

describe('A-20 deleted while refreshing', () => {
  test('A-20 the bank’s own view: what the refresh brought is revoked with the consent, nothing comes back', async () => {
    const { deps, grantOf, stores } = world.grants;
    const steps = createLifecycleActivities(deps);
    const { ref } = await world.connect();
    await world.bank.switchOn({ name: 'token.strict-family-revoke' });
    await world.bank.switchOn({ name: 'net.slow', endpoint: 'token', delayMs: 500 });
    const before = await world.tokenRequests();
    const refreshing = stores[1].ensureFresh(ref, enough).catch(codeOfError);
    await eventually('the bank is asked', async () => (await world.tokenRequests()) > before);
    await steps.beginRevoke(ref);
    const revoking = steps.revokeAtBank(ref);
    expect(await refreshing).toBe('revoking');
    expect(await revoking).toEqual({ confirmed: true });
    // The row has what the refresh brought, until it is wiped: the bank takes neither token of it any more.
    expect(await grantOf(ref)).toMatchObject({ version: 2 });
    const { ciphertext } = await grantOf(ref);
    const stored = await withClient(deps.orm.em, { clientId: ref.clientId, role: 'kontosync_worker' }, (em) =>
      readCurrentGrant(em, ref),
    );
    if (stored === null || ciphertext === null) throw new Error('wiped already');
    const secrets = await openSecrets(deps.cipher, { connectionId: ref.connectionId, ciphertext, key: stored.key });
    expect(codeOf(await world.bank.get('/v1/accounts', secrets.accessToken))).toBe('TOKEN_UNKNOWN');
    expect(oauthErrorOf(await world.bank.refresh(secrets.refreshToken ?? ''))).toBe('invalid_grant');
    await steps.finishRevoke({ ...ref, confirmed: true });
    expect(await grantOf(ref)).toMatchObject({ role: 'retired', ciphertext: null });
    await expect(stores[0].ensureFresh(ref, enough)).rejects.toMatchObject({ code: 'revoked' });
  });
});
