import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { keepAliveWorkflow } from '../../src/workflows/keepAliveWorkflow.ts';
import { connectAccount } from './connectAccount.ts';
import { runsOf } from './readTables.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';

const world = useWorld();

const statusOf = async (connectionId: string): Promise<{ status: string; reason: string | null } | undefined> => {
  const [row] = await world().database.admin<{ status: string; reason: string | null }>(
    'select connection_status as status, status_reason as reason from bank_connections where id = $1',
    [connectionId],
  );
  return row;
};
const rest = async (connectionId: string): Promise<void> => {
  const { admin } = world().database;
  await admin('update bank_connections set auto_sync_enabled = false where id = $1', [connectionId]);
  await admin(`update bank_grants set updated_at = now() - interval '21 hours' where connection_id = $1`, [
    connectionId,
  ]);
};

describe('connections that no night syncs', () => {
  test('A-19 their refresh tokens are used; a consent that turns out to be gone is asked for anew', async () => {
    const { bank, temporal, queues, database } = world();
    const [kept, gone] = [await connectAccount(world(), { rows: 5 }), await connectAccount(world(), { rows: 5 })];
    await Promise.all([kept, gone].map(({ connectionId }) => rest(connectionId)));
    const [consent] = await bank.consents(gone.account);
    await bank.revokeConsent(consent?.id ?? '');
    const counts = await temporal.client.workflow.execute<typeof keepAliveWorkflow>('keepAliveWorkflow', {
      workflowId: `keep-alive/${randomUUID()}`,
      taskQueue: queues.batch,
      workflowExecutionTimeout: '1m',
    });
    expect(counts).toEqual({ renewed: 1, failed: 0, ended: 1 });
    const told = await until('the lifecycle is told', async () => {
      const row = await statusOf(gone.connectionId);
      return row?.status === 'needs_reconsent' ? row : null;
    });
    expect(told.reason).toBe('consent_revoked');
    expect(await statusOf(kept.connectionId)).toEqual({ status: 'active', reason: null });
    const [grant] = await database.admin<{ version: number }>(
      'select version from bank_grants where connection_id = $1',
      [kept.connectionId],
    );
    expect(grant).toEqual({ version: 2 });
  });

  test('A-16 a run that the bank refuses this service fails for an operator; the connection stays as it is', async () => {
    const { bank, erp, database } = world();
    const { connectionId } = await connectAccount(world(), { rows: 5 });
    await database.admin(
      `update bank_grants set access_expires_at = now() - interval '1 second' where connection_id = $1`,
      [connectionId],
    );
    await bank.switchOn({ name: 'token.invalid-client' });
    const answer = await erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId } });
    expect(answer.body).toMatchObject({ code: 'needs_operator', reason: 'bank_rejects_credentials', act: 'operator' });
    await bank.switchOff();
    const [, run] = await runsOf(world(), connectionId);
    expect(run?.status).toBe('failed');
    expect(await statusOf(connectionId)).toEqual({ status: 'active', reason: null });
    expect(await database.admin('select code, closed_at from bank_incidents')).toEqual([
      { code: 'bank_rejects_credentials', closed_at: null },
    ]);
  });
});
