import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflows } from '../../src/worker/workflowBundle.ts';
import { prepareTemplateDatabase } from './templateDatabase.ts';
import { startTestServers } from './testServers.ts';

/** Starts the servers of a run. The test files find them in `TEST_DATABASE_ADMIN_URL` and `TEST_TEMPORAL_ADDRESS`. */
export default async function globalSetup(): Promise<void> {
  const servers = await startTestServers();
  globalThis.kontosyncTestServers = servers;
  process.env['TEST_DATABASE_ADMIN_URL'] = servers.adminUrl;
  process.env['TEST_TEMPORAL_ADDRESS'] = servers.temporalAddress;
  process.env['TEST_TEMPORAL_NAMESPACE'] = servers.temporalNamespace;
  await Promise.all([prepareTemplateDatabase(servers.adminUrl), writeWorkflowBundle(servers.folder)]);
}

/** One bundle a run: each worker of a test loads this file. */
async function writeWorkflowBundle(folder: string): Promise<void> {
  const { code } = await bundleWorkflows({ isSealing: false });
  const file = join(folder, 'workflows.bundle.js');
  await writeFile(file, code);
  process.env['TEST_WORKFLOW_BUNDLE'] = file;
}
