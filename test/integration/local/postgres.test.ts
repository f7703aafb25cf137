import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { freePort } from '../../../src/local/ports.ts';
import { embeddedClusterDir, type RunningPostgres, startPostgres } from '../../../src/local/postgres.ts';
import { isAlive } from './eventually.ts';
import { temporaryFolder } from './temporaryFolder.ts';

let folder: string;
let dataDir: string;
let port: number;
let server: RunningPostgres | undefined;

beforeEach(async () => {
  folder = await temporaryFolder();
  dataDir = join(folder, 'db');
  port = await freePort();
});
afterEach(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const start = async (): Promise<RunningPostgres> => {
  server = await startPostgres({ dataDir, port, password: 'admin' });
  return server;
};

async function ask(text: string): Promise<unknown[]> {
  const client = new Client(server?.url('postgres'));
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('startPostgres', () => {
  test('makes a cluster in an empty folder and continues on it at the next start', async () => {
    const first = await start();
    await ask('create table kept as select 7 as number');
    await first.stop();
    await first.stop(); // again: nothing happens
    expect(isAlive(first.pid)).toBe(false);

    await start();
    expect(await ask('select number, current_setting($$timezone$$) as zone from kept')).toEqual([
      { number: 7, zone: 'UTC' },
    ]);
  });

  test('refuses a folder that another start works in', async () => {
    await start();
    await expect(startPostgres({ dataDir, port, password: 'admin' })).rejects.toThrow(/in use by process/);
    expect(await ask('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('refuses a folder that holds something else', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'letter.txt'), 'mine');
    await expect(start()).rejects.toThrow(/holds something else/);
  });

  test('says with the end of its log why it does not start', async () => {
    await expect(
      startPostgres({ dataDir, port, password: 'admin', settings: { max_connections: 'many' } }),
    ).rejects.toThrow(/did not start[^]*max_connections/);
    await start(); // and leaves no lock
  });

  test('stops the server that a killed start left, and keeps its data', async () => {
    const owner = spawn(
      process.execPath,
      [join(import.meta.dirname, 'fixtures/postgresOwner.ts'), dataDir, String(port)],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const lines: unknown[] = await once(owner.stdout.setEncoding('utf8'), 'data');
    const leftOver = Number(lines[0]);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(isAlive(leftOver)).toBe(true);

    await start();
    expect(isAlive(leftOver)).toBe(false);
    expect(await ask('select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('stops a busy backend whose postmaster was killed', async () => {
    const { pid, exited } = await start();
    await ask('create table kept as select 7 as number');
    const client = new Client(server?.url('postgres'));
    client.on('error', () => {}); // the connection dies with the server
    await client.connect();
    const backend = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    client.query('select count(*) from generate_series(1, 1e12::bigint)').catch(() => {});
    process.kill(pid, 'SIGKILL');
    await exited;

    await start();
    expect(isAlive(backend.rows[0]?.pid ?? 0)).toBe(false);
    expect(await ask('select number from kept')).toEqual([{ number: 7 }]);
  });
});

test('as root the cluster of a data folder lies where the server user can pass', () => {
  const place = embeddedClusterDir('/srv/somewhere/.kontosync');
  if (process.getuid?.() === 0) expect(place).toMatch(/^\/var\/lib\/kontosync\/[0-9a-f]{16}$/);
  else expect(place).toBe('/srv/somewhere/.kontosync/postgres');
});
