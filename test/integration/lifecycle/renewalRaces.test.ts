import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createFinishRun } from '../../../src/activities/sync/finishRun.ts';
import { consentInvalidated } from '../../../src/contracts/connection.ts';
import { connectionWorkflowId } from '../../../src/contracts/ids.ts';
import { arrangeRun } from '../api/arrange.ts';
import { eventually } from '../local/eventually.ts';
import { type ApiWalk, useApiWorld } from './apiWorld.ts';
import { bankError, drift, skatt } from './stubBank.ts';

const it = useApiWorld();
beforeEach(() => {
  it.world.bank.listed = [drift, skatt];
});

const minuteMs = 60_000;

async function setOut(walk: ApiWalk): Promise<ApiWalk> {
  const { status, body } = await it.api.call('POST', `/api/dnb/connections/${walk.connectionId}/reconsent`, {
    key: walk.key,
    body: {},
  });
  expect(status).toBe(200);
  return { ...walk, state: z.object({ state: z.string() }).parse(body).state, code: `code-${randomUUID()}` };
}
async function renewed(): Promise<ApiWalk> {
  const first = await it.grant();
  expect(await it.connect(first)).toMatchObject({ status: 200 });
  const renewal = await setOut(first);
  expect(await it.callback({ state: renewal.state, code: renewal.code })).toMatchObject({ status: 200 });
  expect(await it.connect(renewal, { account_id: undefined })).toMatchObject({ status: 200 });
  return renewal;
}

describe('D-18 a step in flight hears of the end of the consent that was replaced', () => {
  const tell = ({ connectionId }: ApiWalk, sinceMs: number): Promise<void> =>
    it.world.temporal.client.workflow
      .getHandle(connectionWorkflowId(connectionId))
      .signal(consentInvalidated, { code: 'consent_revoked', sinceMs });

  test('the lifecycle is told of it: the connection stays active', async () => {
    const walk = await renewed();
    await tell(walk, Date.now() - minuteMs);
    await setOut(walk); // letters are served after it
    expect(await it.statusOf(walk)).toBe('active');
    await tell(walk, Date.now() + minuteMs);
    await eventually('of the present consent it is believed', async () => {
      return (await it.statusOf(walk)) === 'needs_reconsent';
    });
  });

  test.each([
    ['that began before the renewal', -minuteMs, 'active'],
    ['that began after it', minuteMs, 'needs_reconsent'],
  ])('a run %s ends with a refused consent', async (_name, startedInMs, status) => {
    const walk = await renewed();
    const startedAt = new Date(Date.now() + startedInMs);
    const runId = await arrangeRun(it.api.database, walk, { status: 'running', started_at: startedAt });
    const finishRun = createFinishRun(it.world.deps);
    const { clientId } = walk;
    expect(await finishRun({ clientId, runId, cancelled: false, failure: { code: 'consent_revoked' } })).toMatchObject({
      outcome: 'failed',
    });
    expect(await it.statusOf(walk)).toBe(status);
  });
});

test('D-18 what the bank does not take back for the operator’s fault is asked again in an hour, and can be cancelled', async () => {
  it.world.bank.onRevoke = () => {
    throw bankError('bank_rejects_credentials', { status: 401 });
  };
  const walk = await renewed();
  const handle = it.world.temporal.client.workflow.getHandle(connectionWorkflowId(walk.connectionId));
  const hourS = 3_600;
  await eventually('it is tried again later', async () => {
    const { events } = await handle.fetchHistory();
    return (events ?? []).some((one) => Number(one.timerStartedEventAttributes?.startToFireTimeout?.seconds) === hourS);
  });
  const stored = await it.api.database.admin(
    'select role from bank_grants where connection_id = $1 and ciphertext is not null order by created_at',
    [walk.connectionId],
  );
  expect(stored).toEqual([{ role: 'retired' }, { role: 'current' }]);
  await handle.cancel();
  await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
});

test('D-18 connect of a renewal, sent again: the same sync, not another one', async () => {
  const walk = await renewed();
  const requests = () =>
    it.api.database.admin('select trigger from sync_requests where connection_id = $1 order by requested_at, id', [
      walk.connectionId,
    ]);
  const before = await requests();
  expect(await it.connect(walk, { account_id: undefined })).toMatchObject({ status: 200 });
  expect(await requests()).toEqual(before);
});

test('A-2 the lifecycle takes no attempt: what it kept is wiped at once', async () => {
  const walk = await it.begin();
  // The row says what the lifecycle does not know: as when somebody was faster.
  await it.api.database.admin(`update bank_connections set connection_status = 'active' where id = $1`, [
    walk.connectionId,
  ]);
  expect(
    await it.api.call('POST', `/api/dnb/connections/${walk.connectionId}/reconsent`, { key: walk.key, body: {} }),
  ).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
  const [attempt] = await it.api.database.admin(
    'select status, ciphertext from authorization_attempts where connection_id = $1 and is_renewal',
    [walk.connectionId],
  );
  expect(attempt).toEqual({ status: 'failed', ciphertext: null });
});
