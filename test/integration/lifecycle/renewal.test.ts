import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { consentInvalidated } from '../../../src/contracts/connection.ts';
import { connectionWorkflowId } from '../../../src/contracts/ids.ts';
import { arrangeReviewItem, arrangeRun, arrangeTransaction } from '../api/arrange.ts';
import { eventually } from '../local/eventually.ts';
import { type ApiWalk, useApiWorld } from './apiWorld.ts';
import { bankError, drift, skatt } from './stubBank.ts';

const it = useApiWorld();
beforeEach(() => {
  it.world.bank.listed = [drift, skatt];
});

const startedShape = z.object({ state: z.string(), connection_id: z.string(), authorization_url: z.url() });

/** Sets out again for a connection that is there. */
async function reconsent(walk: ApiWalk): Promise<ApiWalk> {
  const answer = await it.api.call('POST', `/api/dnb/connections/${walk.connectionId}/reconsent`, {
    key: walk.key,
    body: {},
  });
  expect(answer).toMatchObject({ status: 200, body: { success: true, connection_id: walk.connectionId } });
  return { ...walk, state: startedShape.parse(answer.body).state, code: `code-${randomUUID()}` };
}
const comeBack = ({ state, code }: ApiWalk) => it.callback({ state, code });
const relink = (walk: ApiWalk) => it.connect(walk, { account_id: undefined });

async function connected(): Promise<ApiWalk> {
  const walk = await it.grant();
  expect(await it.connect(walk)).toMatchObject({ status: 200 });
  return walk;
}
async function lapsed(): Promise<ApiWalk> {
  const walk = await connected();
  await it.world.temporal.client.workflow
    .getHandle(connectionWorkflowId(walk.connectionId))
    .signal(consentInvalidated, { code: 'consent_revoked' });
  await eventually('needs_reconsent', async () => (await it.statusOf(walk)) === 'needs_reconsent');
  return walk;
}
const grantsOf = ({ connectionId }: ApiWalk) =>
  it.api.database.admin<{ role: string; has_secrets: boolean }>(
    `select role, ciphertext is not null as has_secrets from bank_grants where connection_id = $1 order by created_at`,
    [connectionId],
  );
const accountsOf = ({ connectionId }: ApiWalk) =>
  it.api.database.admin<{ id: string; identity: string; bank_account_id: string; status: string }>(
    'select id, identity, bank_account_id, status from bank_accounts where connection_id = $1 order by id',
    [connectionId],
  );
const openTasks = ({ clientId }: ApiWalk) =>
  it.api.database.admin(`select kind from tasks where client_id = $1 and status = 'open'`, [clientId]);

describe('POST /api/dnb/connections/{id}/reconsent', () => {
  test('D-18 the connection keeps its id and accounts, found by number; the old grant is revoked and wiped', async () => {
    const walk = await connected();
    const before = await accountsOf(walk);
    it.world.bank.listed = [{ ...drift, accountId: 'resource-of-the-new-consent' }, skatt];
    const renewal = await reconsent(walk);
    expect(await it.statusOf(walk)).toBe('active');
    expect(await comeBack(renewal)).toMatchObject({ status: 200, body: { connection_id: walk.connectionId } });
    expect(await it.statusOf(walk)).toBe('active');
    expect(await relink(renewal)).toMatchObject({
      status: 200,
      body: { connection_id: walk.connectionId, accounts_missing: [] },
    });
    expect(await accountsOf(walk)).toEqual(
      before.map((account) => ({ ...account, bank_account_id: 'resource-of-the-new-consent' })),
    );
    await eventually('the old one is revoked', async () => it.world.bank.revoked.length === 1);
    await eventually('and wiped', async () => (await grantsOf(walk)).filter((one) => one.has_secrets).length === 1);
    expect(await grantsOf(walk)).toEqual([
      { role: 'retired', has_secrets: false },
      { role: 'current', has_secrets: true },
    ]);
    expect(await it.auditsOf(walk)).toEqual(expect.arrayContaining(['oauth.reconsent', 'oauth.renewed']));
  });

  test('contract 3.1 a cut-over that comes with it holds for the rows that are there', async () => {
    const walk = await connected();
    const { clientId, connectionId } = walk;
    const [account] = await accountsOf(walk);
    const runId = await arrangeRun(it.api.database, { clientId, connectionId });
    const owner = { clientId, accountId: account?.id ?? '', runId };
    const before = await arrangeTransaction(it.api.database, owner, { booking_date: '2026-01-31' });
    await arrangeReviewItem(it.api.database, { clientId, transactionId: before }, { kind: 'no_candidate' });
    const after = await arrangeTransaction(it.api.database, owner, { booking_date: '2026-02-01' });
    const renewal = await reconsent(walk);
    await comeBack(renewal);
    const answer = await it.connect(renewal, { account_id: undefined, match_from: '2026-02-01' });
    expect(answer).toMatchObject({ status: 200, body: { connection_id: connectionId } });
    const rows = await it.api.database.admin<{ id: string }>(
      `select t.id, t.match_status, r.status as item
       from bank_transactions t left join review_items r on r.transaction_id = t.id where t.client_id = $1`,
      [clientId],
    );
    expect(new Map(rows.map(({ id, ...row }) => [id, row]))).toEqual(
      new Map([
        [before, { match_status: 'ignored', item: 'resolved' }],
        [after, { match_status: 'unmatched', item: null }],
      ]),
    );
  });

  test('D-18 a consent that has lapsed: active again, its task is done', async () => {
    const walk = await lapsed();
    expect(await openTasks(walk)).toEqual([{ kind: 'consent_to_renew' }]);
    const renewal = await reconsent(walk);
    await comeBack(renewal);
    expect(await relink(renewal)).toMatchObject({ status: 200 });
    expect(await it.statusOf(walk)).toBe('active');
    expect(await openTasks(walk)).toEqual([]);
  });

  test('D-18 20 at once: one connection, one swap', async () => {
    const walk = await connected();
    const renewal = await reconsent(walk);
    await comeBack(renewal);
    const answers = await Promise.all(Array.from({ length: 20 }, () => relink(renewal)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await grantsOf(walk)).toHaveLength(2);
  }, 30_000);

  test('D-18 an account that the new consent leaves out is named, read no more, and goes on when it is granted again', async () => {
    const walk = await it.grant();
    await it.connect(walk, { account_id: undefined, account_ids: [drift.accountId, skatt.accountId] });
    it.world.bank.listed = [drift];
    const first = await reconsent(walk);
    await comeBack(first);
    expect(await relink(first)).toMatchObject({
      status: 200,
      body: { accounts_missing: [{ accountId: skatt.accountId, bban: skatt.bban }] },
    });
    const statuses = async () => (await accountsOf(walk)).map(({ identity, status }) => [identity, status]);
    expect(new Map(await statuses().then((rows) => rows.map(([a = '', b = '']) => [a, b] as const)))).toEqual(
      new Map([
        ['NO9386011117947', 'active'],
        ['12345678901', 'not_granted'],
      ]),
    );
    const events = await it.api.database.admin(
      `select data->'counts' as counts from outbox_events where client_id = $1 and type = 'accounts.changed'`,
      [walk.clientId],
    );
    expect(events).toEqual([{ counts: { missing: 1 } }]);

    it.world.bank.listed = [drift, skatt];
    const second = await reconsent(walk);
    await comeBack(second);
    expect(await relink(second)).toMatchObject({ status: 200, body: { accounts_missing: [] } });
    expect((await accountsOf(walk)).map(({ status }) => status)).toEqual(['active', 'active']);
  });
});

describe('a renewal that comes to nothing changes nothing', () => {
  const unchanged = async (walk: ApiWalk): Promise<void> => {
    expect(await it.statusOf(walk)).toBe('active');
    const grants = await grantsOf(walk);
    expect(grants[0]).toEqual({ role: 'current', has_secrets: true });
    expect((await accountsOf(walk)).map(({ status }) => status)).toEqual(['active']);
  };

  test('D-18 the person consents for other accounts: refused, and what was granted can still be named', async () => {
    const walk = await connected();
    it.world.bank.listed = [skatt];
    const renewal = await reconsent(walk);
    await comeBack(renewal);
    expect(await relink(renewal)).toMatchObject({ status: 422, body: { code: 'unknown_account' } });
    await unchanged(walk);
  });

  test('D-18 the person says no', async () => {
    const walk = await connected();
    const { state } = await reconsent(walk);
    await it.callback({ state, error: 'access_denied' });
    await unchanged(walk);
  });

  test('D-18 the bank refuses the code', async () => {
    const walk = await connected();
    it.world.bank.onRedeem = () => {
      throw bankError('attempt_failed', { status: 400 });
    };
    await comeBack(await reconsent(walk));
    await unchanged(walk);
  });

  test('A-9 nobody connects: the new grant is revoked and wiped, the old one works on', async () => {
    const walk = await connected();
    const renewal = await reconsent(walk);
    await comeBack(renewal);
    // Time is up by the rows; the workflow is told to look at it, as its own timer would.
    await it.api.database.admin(
      `update authorization_attempts set status = 'failed', failure_code = 'attempt_failed' where connection_id = $1 and is_renewal`,
      [walk.connectionId],
    );
    await comeBack(renewal);
    const { clientId, connectionId } = walk;
    const attempt = await it.api.database.admin<{ id: string }>(
      'select id from authorization_attempts where connection_id = $1 and is_renewal',
      [connectionId],
    );
    await it.world.engine().acceptCallback({ clientId, connectionId, attemptId: attempt[0]?.id ?? '' });
    await eventually('wiped', async () => (await grantsOf(walk)).filter((one) => one.has_secrets).length === 1);
    expect(it.world.bank.revoked).toHaveLength(1);
    await unchanged(walk);
  });

  test('D-18 of two renewals the later one counts', async () => {
    const walk = await connected();
    const early = await reconsent(walk);
    await comeBack(early);
    const late = await reconsent(walk);
    expect(await relink(early)).toMatchObject({ status: 409 });
    await comeBack(late);
    expect(await relink(late)).toMatchObject({ status: 200 });
    await eventually(
      'one grant is left',
      async () => (await grantsOf(walk)).filter((one) => one.has_secrets).length === 1,
    );
    expect(it.world.bank.revoked).toHaveLength(2);
  });
});

describe('who may renew what', () => {
  test('C-4 a foreign connection is unknown', async () => {
    const walk = await connected();
    const key = await it.api.keyFor([randomUUID()]);
    expect(
      await it.api.call('POST', `/api/dnb/connections/${walk.connectionId}/reconsent`, { key, body: {} }),
    ).toMatchObject({ status: 404 });
  });

  test('one that waits for its first consent, and one that is over', async () => {
    const waiting = await it.begin();
    const call = (walk: ApiWalk) =>
      it.api.call('POST', `/api/dnb/connections/${walk.connectionId}/reconsent`, { key: walk.key, body: {} });
    expect(await call(waiting)).toMatchObject({ status: 409, body: { code: 'awaiting_auth' } });
    const over = await connected();
    await it.api.call('DELETE', `/api/dnb/connections/${over.connectionId}`, { key: over.key });
    await eventually('revoked', async () => (await it.statusOf(over)) === 'revoked');
    expect(await call(over)).toMatchObject({ status: 409, body: { code: 'revoked' } });
  });

  test('A-21 DELETE while the person is at the bank wins', async () => {
    const walk = await connected();
    const renewal = await reconsent(walk);
    await it.api.call('DELETE', `/api/dnb/connections/${walk.connectionId}`, { key: walk.key });
    expect(await comeBack(renewal)).toMatchObject({ status: expect.any(Number) });
    expect((await relink(renewal)).status).toBeGreaterThanOrEqual(400);
    await eventually('revoked', async () => (await it.statusOf(walk)) === 'revoked');
    expect((await grantsOf(walk)).filter((one) => one.has_secrets)).toEqual([]);
  });

  test('design 2 the workflow was lost while the person was at the bank', async () => {
    const walk = await connected();
    const renewal = await reconsent(walk);
    await it.world.temporal.client.workflow
      .getHandle(connectionWorkflowId(walk.connectionId))
      .terminate('as if its database were lost');
    expect(await comeBack(renewal)).toMatchObject({ status: 200 });
    expect(await relink(renewal)).toMatchObject({ status: 200 });
    expect(await it.statusOf(walk)).toBe('active');
  });
});
