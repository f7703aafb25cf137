import { execFile } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { temporaryFolder } from '../integration/local/temporaryFolder.ts';
import { documentedCrontab, documentedKeyCommand, documentedUnits } from '../setup/documentedTimers.ts';
import { connectAccount } from './connectAccount.ts';
import { attemptedAt, runsOf } from './readTables.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';

const world = useWorld({ environment: { SYNC_SCHEDULE: 'external' } });
const project = join(import.meta.dirname, '../..');

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As cron and an operator's terminal run it. */
const shell = (command: string, environment: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '', ...environment };
    execFile('/bin/sh', ['-c', command], { env, cwd: project }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The documented commands name this machine's files, an API on its usual port, and whoever may become root. */
const here = (command: string): string =>
  command
    .replaceAll('/etc/kontosync', folder)
    .replaceAll('sudo ', '')
    .replace('npm run -s kontosync --', `'${process.execPath}' src/main.ts`)
    .replace('http://localhost:8000', new URL(world().environment['DNB_REDIRECT_URI'] ?? '').origin);

const answerShape = z.object({ success: z.literal(true), triggered: z.int(), skipped: z.int(), message: z.string() });
const told = ({ status, stdout, stderr }: Ended): z.output<typeof answerShape> => {
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return answerShape.parse(JSON.parse(stdout));
};
const rested = async (): Promise<string> => {
  const { connectionId } = await connectAccount(world(), { rows: 10 });
  await attemptedAt(world(), connectionId, new Date(Date.now() - 13 * 3_600_000));
  return connectionId;
};
const synced = (connectionId: string): Promise<unknown> =>
  until('its night has ended', async () => {
    const run = (await runsOf(world(), connectionId)).find(({ trigger }) => trigger === 'all');
    return run?.status === 'complete_unverified';
  });

describe('SYNC_SCHEDULE=external: what docs/operations.md tells to install', () => {
  test('B-14 the key goes into a file that its user alone may read', async () => {
    expect(await shell(here(documentedKeyCommand()), world().environment)).toMatchObject({ status: 0, stdout: '' });
    expect((await stat(join(folder, 'night.header'))).mode & 0o777).toBe(0o600);
  });

  test("cron's line begins the night, and asked again on the day it triggers nothing", async () => {
    const connectionId = await rested();
    const { command } = documentedCrontab();
    expect(told(await shell(here(command)))).toMatchObject({ triggered: 1 });
    await synced(connectionId);
    expect(told(await shell(here(command)))).toMatchObject({ triggered: 0 });
  });

  test("so does systemd's service", async () => {
    const connectionId = await rested();
    const service = documentedUnits().find(({ name }) => name === 'kontosync-night.service');
    const command = service?.sections.get('Service')?.get('ExecStart') ?? '';
    expect(told(await shell(here(command), { CREDENTIALS_DIRECTORY: folder }))).toMatchObject({ triggered: 1 });
    await synced(connectionId);
  });

  test('the key can do nothing else, and a wrong one leaves a failure that says why', async () => {
    const { command } = documentedCrontab();
    const elsewhere = here(command)
      .replace('--request POST', '--request GET')
      .replace('/api/dnb/sync/all', '/api/v1/sync-runs');
    expect(await shell(elsewhere)).toMatchObject({ status: 22, stderr: expect.stringContaining('403') });
    const file = join(folder, 'night.header');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/.$/m, '~'));
    const refused = await shell(here(command));
    expect(refused).toMatchObject({ status: 22, stderr: expect.stringContaining('401') });
    expect(JSON.parse(refused.stdout)).toMatchObject({ code: 'unauthorized' });
  });
});
