import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clearLeftOvers } from '../../../src/local/localParts.ts';
import { freePort, isFree } from '../../../src/local/ports.ts';
import { embeddedClusterDir } from '../../../src/local/postgres.ts';
import { isAlive } from './eventually.ts';
import { temporaryFolder } from './temporaryFolder.ts';

test('contract 1 after a kill the next start has its ports again, also those that were set', async () => {
  const dataDir = await temporaryFolder();
  const cluster = embeddedClusterDir(dataDir);
  const port = await freePort();
  const owner = spawn(
    process.execPath,
    [join(import.meta.dirname, 'fixtures/postgresOwner.ts'), cluster, String(port)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const lines: unknown[] = await once(owner.stdout.setEncoding('utf8'), 'data');
    const leftOver = Number(lines[0]);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(isAlive(leftOver)).toBe(true);
    expect(await isFree(port)).toBe(false);

    const temporal = { address: undefined, namespace: 'default', cliPath: undefined, uiUrl: undefined };
    await clearLeftOvers({ dataDir, databaseUrl: undefined, temporal });
    expect(isAlive(leftOver)).toBe(false);
    expect(await isFree(port)).toBe(true);
  } finally {
    await Promise.all([cluster, dataDir].map((folder) => rm(folder, { recursive: true, force: true })));
  }
});
