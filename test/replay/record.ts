/**
 * `npm run replay:record`: records the history of each scenario that has none yet under `histories/`. What was recorded
 * once stays as it is, as workflows of that age may be running somewhere. After a change behind `patched()` add a scenario
 * under a new name (`syncWorkflow/quiet-2`) and record it beside the old one.
 */

import { openWorld } from '../e2e/world.ts';
import globalSetup from '../setup/servers.globalSetup.ts';
import globalTeardown from '../setup/servers.globalTeardown.ts';
import { adviceScenarios, adviceWorld } from './adviceScenarios.ts';
import { connectionScenarios } from './connectionScenarios.ts';
import { consentScenarios, consentWorld } from './consentScenarios.ts';
import { hasHistory, writeHistory } from './historyFiles.ts';
import { housekeepingScenarios } from './housekeepingScenarios.ts';
import { mailScenarios } from './mailScenarios.ts';
import { outboxScenarios } from './outboxScenarios.ts';
import { reconcileScenarios } from './reconcileScenarios.ts';
import { scenarios } from './scenarios.ts';

const groups = [
  {
    options: { bankPatienceMs: 5_000 },
    cases: {
      ...connectionScenarios,
      ...scenarios,
      ...reconcileScenarios,
      ...mailScenarios,
      ...housekeepingScenarios,
      ...outboxScenarios,
    },
  },
  { options: consentWorld, cases: consentScenarios },
  { options: adviceWorld, cases: adviceScenarios },
];

async function record({ options, cases }: (typeof groups)[number]): Promise<void> {
  const missing = Object.entries(cases).filter(([name]) => !hasHistory(name));
  if (missing.length === 0) return;
  const world = await openWorld(options);
  try {
    for (const [name, play] of missing) {
      const { json } = await play(world);
      writeHistory(name, json);
      process.stdout.write(`${name}\n`);
      await world.bank.switchOff();
    }
  } finally {
    await world.close();
  }
}

await globalSetup();
try {
  for (const group of groups) await record(group);
} finally {
  await globalTeardown();
}
