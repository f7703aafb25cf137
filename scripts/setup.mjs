// Runs before `npm start` and `npm test`, also on an old Node and without any package: it brings the packages (Node 24
// among them) and a Temporal server. When all is there it ends within a tenth of a second.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withTemporalSettings } from './findTemporal.mjs';
import { installDependencies } from './installDependencies.mjs';
import { provideTemporal } from './provideTemporal.mjs';
import { SetupError } from './setupError.mjs';

const NODE_LEAST = [24, 21];

/** `npm run` takes the installed Node where there is one for the platform, else the one of the machine. */
function checkNode(root) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isNewEnough = major > NODE_LEAST[0] || (major === NODE_LEAST[0] && minor >= NODE_LEAST[1]);
  if (isNewEnough || existsSync(join(root, 'node_modules', '.bin', 'node'))) return;
  throw new SetupError(
    `Node ${NODE_LEAST.join('.')} or later is needed on ${process.platform}-${process.arch}; this is ${process.version}.`,
    78,
  );
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const env = withTemporalSettings(process.env);
try {
  await installDependencies(root, env);
  checkNode(root);
  await provideTemporal(root, env);
} catch (error) {
  process.stderr.write(`\n${error instanceof SetupError ? error.message : error.stack}\n`);
  process.exitCode = error instanceof SetupError ? error.exitStatus : 1;
}
