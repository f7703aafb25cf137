import { prepareTemplateDatabase } from './templateDatabase.ts';
import { startTestServers } from './testServers.ts';

/** Starts the servers of a run. The test files find them in `TEST_DATABASE_ADMIN_URL` and `TEST_TEMPORAL_ADDRESS`. */
export default async function globalSetup(): Promise<void> {
  const servers = await startTestServers();
  globalThis.kontosyncTestServers = servers;
  process.env['TEST_DATABASE_ADMIN_URL'] = servers.adminUrl;
  process.env['TEST_TEMPORAL_ADDRESS'] = servers.temporalAddress;
  process.env['TEST_TEMPORAL_NAMESPACE'] = servers.temporalNamespace;
  await prepareTemplateDatabase(servers.adminUrl);
}
