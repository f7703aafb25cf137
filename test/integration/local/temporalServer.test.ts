import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findTemporal, withTemporalSettings } from '../../../scripts/findTemporal.mjs';
import { freePort } from '../../../src/local/ports.ts';
import { startTemporalServer, type TemporalServerOptions } from '../../../src/local/temporalServer.ts';
import { isAlive } from './eventually.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const found = findTemporal(withTemporalSettings({ ...process.env, TEMPORAL_ADDRESS: '' }));
// Where the tests use a server that runs elsewhere there may be no executable.
const describeWithExecutable = found.kind === 'executable' ? describe : describe.skip;

let folder: string;
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await rm(folder, { recursive: true, force: true });
});

const start = async (more: Partial<TemporalServerOptions>) => {
  const server = await startTemporalServer({
    executable: found.kind === 'executable' ? found.path : '',
    port: await freePort(),
    namespace: 'local-test',
    searchAttributes: { KontosyncTestId: 'KEYWORD', KontosyncTestCount: 'INT' },
    logFile: join(folder, 'temporal.log'),
    ...more,
  });
  stops.push(server.stop);
  return server;
};

describeWithExecutable('startTemporalServer', () => {
  test('serves its namespace, says its version and stops', async () => {
    const server = await start({});
    expect(server.serverVersion).toMatch(/^1\.\d+\.\d+/);
    await server.stop();
    await server.stop(); // again: nothing happens
    expect(isAlive(server.pid)).toBe(false);
  });

  test.each(['data', 'a%20b', 'what? #1'])('a killed start left one on the same file, in %s: stopped', async (name) => {
    const dbFile = join(folder, name, 'temporal.db');
    await mkdir(join(folder, name));
    const leftOver = await start({ dbFile });
    const server = await start({ dbFile });
    expect(isAlive(leftOver.pid)).toBe(false);
    expect(isAlive(server.pid)).toBe(true);
    expect(await readdir(join(folder, name))).toContain('temporal.db');
  });

  test('says with the end of its log why it does not start', async () => {
    await expect(start({ searchAttributes: { KontosyncTestId: 'Nonsense' } })).rejects.toThrow(
      /did not start[^]*Nonsense/,
    );
  });

  test('does not take another server at its port for its own', async () => {
    const port = await freePort();
    await start({ port });
    await expect(start({ port })).rejects.toThrow(/did not start/);
  });
});
