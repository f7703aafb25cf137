/**
 * `npm run replay:record`: records the history of each scenario that has none yet under `histories/`. What was recorded
 * once stays as it is, as workflows of that age may be running somewhere. After a change behind `patched()` add a scenario
 * under a new name (`syncWorkflow/quiet-2`) and record it beside the old one.
 */

import { openWorld } from '../e2e/world.ts';
import globalSetup from '../setup/servers.globalSetup.ts';
import globalTeardown from '../setup/servers.globalTeardown.ts';
import { hasHistory, writeHistory } from './historyFiles.ts';
import { scenarios } from './scenarios.ts';

const missing = Object.entries(scenarios).filter(([name]) => !hasHistory(name));
if (missing.length > 0) {
  await globalSetup();
  try {
    const world = await openWorld({ bankPatienceMs: 5_000 });
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
  } finally {
    await globalTeardown();
  }
}
