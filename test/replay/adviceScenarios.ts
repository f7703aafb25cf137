import { adviceWorkflowId, matchingWorkflowId } from '../../src/contracts/ids.ts';
import { connectAccount, syncNow } from '../e2e/connectAccount.ts';
import { type ExportedHistory, exportHistory } from '../e2e/histories.ts';
import { alikeAmount, sendTwoAlike } from '../e2e/sendTwoAlike.ts';
import type { World, WorldOptions } from '../e2e/world.ts';
import { lastSync, type Scenarios, untilClosed } from './scenarioSteps.ts';

/** Nobody is at the advisor's address: what workflows do is the same. */
export const adviceWorld: WorldOptions = {
  bankPatienceMs: 5_000,
  environment: { MATCH_ADVISOR_URL: 'http://127.0.0.1:9/advise' },
};

/** A sync that brings a row with two invoices alike. */
async function advisedSync(world: World) {
  const connected = await connectAccount(world, { rows: 5 });
  const { clientId, connectionId, account } = connected;
  await sendTwoAlike(world, clientId);
  await untilClosed(world, matchingWorkflowId(clientId));
  await world.bank.book(account, { amount: alikeAmount });
  await syncNow(world, connectionId);
  await untilClosed(world, adviceWorkflowId(clientId));
  return connected;
}

/** Histories with an advisor configured, by workflow type/case. */
export const adviceScenarios: Scenarios = {
  async 'syncWorkflow/advised'(world) {
    return lastSync(world, await advisedSync(world));
  },
  async 'adviceWorkflow/unanswered'(world): Promise<ExportedHistory> {
    const { clientId } = await advisedSync(world);
    return exportHistory(world, adviceWorkflowId(clientId));
  },
  async 'matchingWorkflow/advised'(world) {
    const { clientId, account, connectionId } = await connectAccount(world, { rows: 5 });
    await world.bank.book(account, { amount: alikeAmount });
    await syncNow(world, connectionId);
    await sendTwoAlike(world, clientId);
    await untilClosed(world, matchingWorkflowId(clientId));
    await untilClosed(world, adviceWorkflowId(clientId));
    return exportHistory(world, matchingWorkflowId(clientId));
  },
};
