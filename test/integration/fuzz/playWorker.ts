import { requireSecrets } from '../../../src/requireSecrets.ts';
import { arrangeRun } from '../api/arrange.ts';
import type { TestApi } from '../api/openTestApi.ts';

/** The workflows' side, as far as answers wait for it: a run ends at once, a disconnected account is confirmed. */
export async function playWorker({ deps, database, engine }: TestApi): Promise<void> {
  await requireSecrets(deps, { logger: deps.logger, patienceMs: 0 }); // as the API does when it starts
  engine.whenRung = async ({ clientId, connectionId }) => {
    const runId = await arrangeRun(database, { clientId, connectionId }, { finished_at: new Date() });
    await database.admin('update sync_requests set run_id = $1 where connection_id = $2 and run_id is null', [
      runId,
      connectionId,
    ]);
  };
  engine.revoke = async ({ connectionId }) => {
    await database.admin(
      `update bank_connections set connection_status = 'revoked', revoke_confirmed_at = now() where id = $1`,
      [connectionId],
    );
    return { ok: true };
  };
}
