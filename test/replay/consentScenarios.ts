import { connectionWorkflowId } from '../../src/contracts/ids.ts';
import { type Connected, connectAccount } from '../e2e/connectAccount.ts';
import { exportHistory } from '../e2e/histories.ts';
import { renewConsent, startRenewal } from '../e2e/renewConsent.ts';
import { until } from '../e2e/until.ts';
import type { World, WorldOptions } from '../e2e/world.ts';
import type { Scenarios } from './scenarioSteps.ts';

const consentDayMs = 100;
/** Consents of 180 days pass within seconds. */
export const consentWorld: WorldOptions = {
  bankPatienceMs: 5_000,
  consentDayMs,
  simulator: { consentLifeMs: 180 * consentDayMs },
};

const life = (world: World, { connectionId }: Connected) => exportHistory(world, connectionWorkflowId(connectionId));
const untilStatus = ({ database }: World, { connectionId }: Connected, wanted: string): Promise<unknown> =>
  until(
    wanted,
    async () => {
      const [row] = await database.admin<{ connection_status: string }>(
        'select connection_status from bank_connections where id = $1',
        [connectionId],
      );
      return row?.connection_status === wanted;
    },
    60_000,
  );

/** Histories of a consent's clock and of its renewal, by workflow type/case. */
export const consentScenarios: Scenarios = {
  async 'bankConnectionWorkflow/expiring'(world) {
    const connected = await connectAccount(world, { rows: 5 });
    await untilStatus(world, connected, 'expiring');
    return life(world, connected);
  },
  async 'bankConnectionWorkflow/expired-and-given-up'(world) {
    const connected = await connectAccount(world, { rows: 5 });
    await untilStatus(world, connected, 'abandoned');
    await world.temporal.client.workflow.getHandle(connectionWorkflowId(connected.connectionId)).result();
    return life(world, connected);
  },
  async 'bankConnectionWorkflow/renewal-on-its-way'(world) {
    const connected = await connectAccount(world, { rows: 5 });
    await startRenewal(world, connected.connectionId);
    return life(world, connected);
  },
  async 'bankConnectionWorkflow/renewal-granted'(world) {
    const connected = await connectAccount(world, { rows: 5 });
    const { authorizationUrl } = await startRenewal(world, connected.connectionId);
    const query = await world.bank.authorize(authorizationUrl, connected.account);
    await world.erp.call('GET', `/api/dnb/oauth/callback?${query.toString()}`);
    return life(world, connected);
  },
  async 'bankConnectionWorkflow/renewed'(world) {
    const connected = await connectAccount(world, { rows: 5 });
    await renewConsent(world, connected);
    await until('the consent before is wiped', async () => {
      const left = await world.database.admin(
        'select 1 from bank_grants where connection_id = $1 and ciphertext is not null',
        [connected.connectionId],
      );
      return left.length === 1;
    });
    return life(world, connected);
  },
};
