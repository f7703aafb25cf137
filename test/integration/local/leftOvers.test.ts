import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clearLeftOvers } from '../../../src/local/localParts.ts';
import { freePort, isFree } from '../../../src/local/ports.ts';
import { embeddedClusterDir } from '../../../src/local/postgres.ts';
import { isAlive } from './eventually.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const temporal = {
  address: undefined,
  namespace: 'default',
  cliPath: undefined,
  uiUrl: undefined,
  payloadCodec: false,
};

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

    await clearLeftOvers({ dataDir, databaseUrl: undefined, temporal });
    expect(isAlive(leftOver)).toBe(false);
    expect(await isFree(port)).toBe(true);
  } finally {
    await Promise.all(
      [cluster, `${cluster}.old`, dataDir].map((folder) => rm(folder, { recursive: true, force: true })),
    );
  }
});

test('contract 1 a clone that is made anew at its place starts anew; the earlier database is put aside', async () => {
  const dataDir = await temporaryFolder();
  const cluster = embeddedClusterDir(dataDir);
  const clear = () => clearLeftOvers({ dataDir, databaseUrl: undefined, temporal });
  try {
    await mkdir(cluster, { recursive: true });
    await writeFile(join(cluster, 'PG_VERSION'), '18');
    await writeFile(join(dataDir, 'secrets.json'), '{}');
    expect(await clear()).toBeNull();
    expect(existsSync(cluster)).toBe(true);
    await rm(join(dataDir, 'secrets.json'));
    expect(await clear()).toBe(`${cluster}.old`);
    expect([existsSync(cluster), existsSync(join(`${cluster}.old`, 'PG_VERSION'))]).toEqual([false, true]);
    expect(await clear()).toBeNull();
  } finally {
    await Promise.all(
      [cluster, `${cluster}.old`, dataDir].map((folder) => rm(folder, { recursive: true, force: true })),
    );
  }
});
