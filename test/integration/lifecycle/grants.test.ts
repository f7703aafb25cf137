import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createBankIncidents } from '../../../src/activities/grants/bankIncidents.ts';
import { sealSecrets } from '../../../src/activities/grants/grantSecrets.ts';
import { createIntentWriter } from '../../../src/activities/grants/refreshIntent.ts';
import { refreshUnderLock } from '../../../src/activities/grants/refreshUnderLock.ts';
import { requireUsable } from '../../../src/activities/grants/requireUsable.ts';
import { createSpillFolder, type SpillFolder } from '../../../src/activities/grants/spillFolder.ts';
import { createLifecycleActivities } from '../../../src/activities/lifecycle/lifecycleActivities.ts';
import { readCurrentGrant } from '../../../src/db/sql/grants/readGrants.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { eventually } from '../local/eventually.ts';
import { type GrantWorld, openGrantWorld } from './grantWorld.ts';
import { bankError } from './stubBank.ts';

let world: GrantWorld;
beforeAll(async () => {
  world = await openGrantWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  const { bank } = world;
  bank.refreshed.length = 0;
  bank.revoked.length = 0;
  Object.assign(bank, { rotates: true, accessLifeMs: 3_600_000, onRefresh: () => {} });
});

const enough = { leastLifeMs: 600_000 };
const spills = (): Promise<string[][]> => Promise.all(world.machines.map(({ settings }) => readdir(settings.spillDir)));

describe('A-12 single flight', () => {
  test('A-12 20 callers on 3 machines and an expired token: 1 request, one new version for all', async () => {
    const { ref } = await world.connect({ accessLifeMs: -1 });
    // The bank answers when somebody waits for the row.
    world.bank.onRefresh = () =>
      eventually('a second caller waits', async () => {
        const waiting = await world.database.admin(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
    const opened = await Promise.all(
      Array.from({ length: 20 }, (_, index) => world.stores[(index % 3) as 0 | 1 | 2].ensureFresh(ref, enough)),
    );
    expect(world.bank.refreshed).toHaveLength(1);
    expect(new Set(opened.map(({ version }) => version))).toEqual(new Set([2]));
    expect(new Set(opened.map(({ secrets }) => secrets.accessToken)).size).toBe(1);
    expect(await world.audits(ref)).toEqual([{ outcome: 'refreshed', reason: 'ahead', version: 2 }]);
    const calls = await world.database.admin(
      `select data ->> 'status' as status from audit_entries where subject_id = $1 and action = 'token.refresh'`,
      [ref.connectionId],
    );
    expect(calls).toEqual([{ status: '200' }]);
    expect((await spills()).flat()).toEqual([]);
  });

  test('A-12 tokens that are short-lived at birth are refreshed once too', async () => {
    const { ref } = await world.connect({ accessLifeMs: -1 });
    world.bank.accessLifeMs = 300_000; // less than anybody wants
    await Promise.all(
      Array.from({ length: 9 }, (_, index) => world.stores[(index % 3) as 0 | 1 | 2].ensureFresh(ref, enough)),
    );
    expect(world.bank.refreshed).toHaveLength(1);
  });

  test('A-17 a token with time left is given as it is', async () => {
    const { ref, secrets } = await world.connect();
    const opened = await world.stores[0].ensureFresh(ref, enough);
    expect(opened).toMatchObject({ version: 1, secrets });
    expect(world.bank.refreshed).toHaveLength(0);
  });

  test('A-18 a refused token is replaced once, whoever else was refused with it', async () => {
    const { ref } = await world.connect();
    const opened = await Promise.all(world.stores.map((store) => store.replaceRefused(ref, 1)));
    expect(opened.map(({ version }) => version)).toEqual([2, 2, 2]);
    expect(world.bank.refreshed).toHaveLength(1);
  });
});

describe('A-13 no token is lost', () => {
  test('A-13 a bank that rotates: the new refresh token is used next', async () => {
    const { ref, secrets } = await world.connect();
    const second = await world.stores[0].replaceRefused(ref, 1);
    const third = await world.stores[1].replaceRefused(ref, 2);
    expect(world.bank.refreshed.map(({ refreshToken }) => refreshToken)).toEqual([
      secrets.refreshToken,
      second.secrets.refreshToken,
    ]);
    expect(third.secrets.refreshToken).not.toBe(second.secrets.refreshToken);
  });

  test('A-13 a bank that does not: the old refresh token is kept', async () => {
    world.bank.rotates = false;
    const { ref, secrets } = await world.connect();
    const opened = await world.stores[0].replaceRefused(ref, 1);
    expect(opened.secrets.refreshToken).toBe(secrets.refreshToken);
    expect(opened.secrets.accessToken).not.toBe(secrets.accessToken);
  });

  test('A-13 a spilled token is stored before anybody asks the bank', async () => {
    const { ref, grantId } = await world.connect({ accessLifeMs: -1 });
    const secrets = { accessToken: 'access-spilled', refreshToken: 'refresh-spilled' };
    const sealed = await sealSecrets(world.deps.cipher, {
      connectionId: ref.connectionId,
      secrets,
      salt: Buffer.alloc(16, 5),
    });
    const spill = createSpillFolder(world.deps.settings.spillDir, world.deps.logger);
    const accessExpiresAt = new Date(Date.now() + 3_600_000);
    await spill.write({
      grantId,
      version: 2,
      ...sealed,
      accessExpiresAt,
      refreshExpiresAt: null,
      consentExpiresAt: null,
    });
    const opened = await world.stores[0].ensureFresh(ref, enough);
    expect(opened).toMatchObject({ version: 2, secrets });
    expect(world.bank.refreshed).toHaveLength(0);
    expect((await spills()).flat()).toEqual([]);
  });

  test('A-13 a commit that fails leaves the token in the spill, and the next attempt finds it', async () => {
    const { ref } = await world.connect({ accessLifeMs: -1 });
    const { admin } = world.database;
    await admin(`create function refuse_grant() returns trigger language plpgsql as
      $$ begin if new.version > old.version then raise exception 'no space' using errcode = '53100'; end if;
               return new; end $$`);
    await admin('create trigger refuse before update on bank_grants for each row execute function refuse_grant()');
    await expect(world.stores[0].ensureFresh(ref, enough)).rejects.toMatchObject({ code: '53100' });
    await admin('drop trigger refuse on bank_grants');
    expect((await world.grantOf(ref)).version).toBe(1);
    const opened = await world.stores[0].ensureFresh(ref, enough);
    expect(opened.version).toBe(2);
    expect(world.bank.refreshed).toHaveLength(1);
  });

  test('A-13 a spill folder that cannot be written costs no token: the row has it', async () => {
    const { ref } = await world.connect({ accessLifeMs: -1 });
    const inClient = { clientId: ref.clientId, role: 'kontosync_worker' } as const;
    const spill: SpillFolder = {
      ...createSpillFolder(world.deps.settings.spillDir, world.deps.logger),
      write: () => Promise.reject(Object.assign(new Error('read-only file system'), { code: 'EROFS' })),
    };
    const intend = createIntentWriter(world.deps, createBankIncidents(world.deps));
    const outcome = await withClient(world.deps.orm.em, inClient, async (em) => {
      const seen = requireUsable(await readCurrentGrant(em, ref), 'Europe/Oslo', Date.now());
      const need = { kind: 'ahead', ...enough } as const;
      return refreshUnderLock(em, world.deps, { spill, intend }, { ref, need, seen });
    });
    expect(outcome).toMatchObject({ kind: 'refreshed', version: 2 });
    const next = await world.stores[0].replaceRefused(ref, 2);
    expect(next.version).toBe(3);
    expect(world.bank.refreshed[1]?.refreshToken).not.toBe(world.bank.refreshed[0]?.refreshToken);
  });

  test('A-13 refused after a try whose answer was lost: the loss has its own name', async () => {
    const { ref } = await world.connect({ accessLifeMs: -1 });
    const answers = [bankError('bank_unavailable'), bankError('consent_revoked', { status: 400 })];
    world.bank.onRefresh = () => Promise.reject(answers[Math.min(1, world.bank.refreshed.length - 1)]);
    await expect(world.stores[0].ensureFresh(ref, enough)).rejects.toMatchObject({ code: 'rotation_lost' });
    // The bank's second refusal, of a token that it has refused, makes no other thing of it.
    await expect(world.stores[1].ensureFresh(ref, enough)).rejects.toMatchObject({ code: 'rotation_lost' });
    expect(await world.grantOf(ref)).toMatchObject({ version: 1, state: 'refused:rotation_lost' });
  });

  test.each([
    [
      'consent_revoked',
      bankError('consent_revoked', { status: 400, bankCode: 'invalid_grant' }),
      'refused:consent_revoked',
    ],
    ['bank_unavailable', bankError('bank_unavailable', { sent: false }), 'good'],
    ['bank_unavailable', bankError('bank_unavailable', { sent: false, status: 503 }), 'good'],
  ])(
    'A-16 %s is told as it is, also the second time, and changes no state of the connection',
    async (code, error, state) => {
      const { ref } = await world.connect({ accessLifeMs: -1 });
      world.bank.onRefresh = () => Promise.reject(error);
      await expect(world.stores[0].ensureFresh(ref, enough)).rejects.toMatchObject({ code });
      await expect(world.stores[1].ensureFresh(ref, enough)).rejects.toMatchObject({ code });
      expect(await world.grantOf(ref)).toMatchObject({ version: 1, state });
      const [connection] = await world.database.admin<{ connection_status: string }>(
        'select connection_status from bank_connections where id = $1',
        [ref.connectionId],
      );
      expect(connection).toEqual({ connection_status: 'active' });
    },
  );
});

describe('who may open a grant', () => {
  test.each(['revoking', 'revoked', 'needs_reconsent', 'abandoned'])(
    'A-21 a connection that is %s may not',
    async (status) => {
      const { ref } = await world.connect({ status });
      await expect(world.stores[0].open(ref)).rejects.toMatchObject({ code: status });
      await expect(world.stores[0].ensureFresh(ref, enough)).rejects.toMatchObject({ code: status });
      expect(world.bank.refreshed).toHaveLength(0);
    },
  );

  test('bank C an expired consent beats a fresh token', async () => {
    const { ref } = await world.connect();
    await world.database.admin(
      `update bank_grants set consent_expires_at = now() - interval '2 days' where connection_id = $1`,
      [ref.connectionId],
    );
    await expect(world.stores[0].open(ref)).rejects.toMatchObject({ code: 'consent_expired' });
  });

  test("B-4 one connection's ciphertext and salt do not open on another's row", async () => {
    const [a, b] = await Promise.all([world.connect(), world.connect()]);
    await world.database.admin(
      `update bank_grants b set ciphertext = a.ciphertext, kdf_salt = a.kdf_salt, key_id = a.key_id
       from bank_grants a where a.id = $1 and b.id = $2`,
      [a.grantId, b.grantId],
    );
    await expect(world.stores[0].open(b.ref)).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(world.stores[0].ensureFresh(b.ref, { leastLifeMs: 1e9 })).rejects.toMatchObject({
      name: 'InvalidToken',
    });
    expect(world.bank.refreshed).toHaveLength(0); // nothing is spent on it
  });
});

describe('A-20 deleted while refreshing', () => {
  test('A-20 the fresh token is revoked too, and nothing comes back', async () => {
    const steps = createLifecycleActivities(world.deps);
    const { ref, secrets } = await world.connect({ accessLifeMs: -1 });
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    world.bank.onRefresh = () => answered;
    const refreshing = world.stores[1].ensureFresh(ref, enough);
    await eventually('the bank is asked', () => world.bank.refreshed.length === 1);

    // (1) does not wait for the bank: its lock is on the grant, not on the connection.
    expect((await steps.beginRevoke(ref)).state.kind).toBe('revoking');
    const revoking = steps.revokeAtBank(ref);
    answer();
    await expect(refreshing).rejects.toMatchObject({ code: 'revoking' });
    expect(await revoking).toEqual({ confirmed: true });
    const [revoked] = world.bank.revoked;
    expect(revoked?.refreshToken).not.toBe(secrets.refreshToken);
    expect(revoked?.refreshToken).toMatch(/^refresh-/);

    expect((await steps.finishRevoke({ ...ref, confirmed: true })).state.kind).toBe('revoked');
    expect(await world.grantOf(ref)).toMatchObject({ role: 'retired', ciphertext: null });
    await expect(world.stores[0].ensureFresh(ref, enough)).rejects.toMatchObject({ code: 'revoked' });
    expect(world.bank.refreshed).toHaveLength(1);
  });
});
