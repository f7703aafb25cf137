import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ChildSpec } from '../../../src/local/childProcess.ts';
import { StoppingError, Supervisor } from '../../../src/local/supervisor.ts';
import { eventually, isAlive } from './eventually.ts';
import { temporaryFolder } from './temporaryFolder.ts';

let folder: string;
let journal: string;
const log = { info() {}, warn() {}, error() {} };

beforeEach(async () => {
  folder = await temporaryFolder();
  journal = join(folder, 'journal');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const events = async () => {
  const lines = (await readFile(journal, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [name = '', what = '', pid = '0'] = line.split(' ');
    return { name, what, pid: Number(pid) };
  });
};
const started = async (count: number) => {
  await eventually(
    `${count} starts`,
    async () => (await events()).filter(({ what }) => what === 'started').length === count,
  );
  return (await events()).filter(({ what }) => what === 'started').map(({ pid }) => pid);
};

const childSpec = (name: string, behaviour = ''): ChildSpec => ({
  name,
  args: [join(import.meta.dirname, 'fixtures/supervisedChild.ts'), name, journal, behaviour],
  env: {},
  logFile: join(folder, `${name}.log`),
  restart: true,
  stopMs: 5_000,
});

const startProgram = () =>
  spawn(process.execPath, [join(import.meta.dirname, 'fixtures/supervisorProgram.ts'), journal], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

describe('a program with a supervisor', () => {
  test('leaves no process behind after Ctrl-C, which comes twice, and stops the last started first', async () => {
    const program = startProgram();
    const pids = await started(2);
    program.kill('SIGINT');
    program.kill('SIGINT');
    const ended: unknown[] = await once(program, 'exit');
    expect(ended[0]).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    const asked = (await events()).filter(({ what }) => what === 'asked');
    expect(asked.map(({ name }) => name)).toEqual(['second', 'first']);
  });

  test('leaves no process behind after a SIGKILL', async () => {
    const program = startProgram();
    const pids = await started(2);
    program.kill('SIGKILL');
    await eventually('the children end by themselves', () => pids.filter(isAlive).length === 0);
    expect((await events()).filter(({ what }) => what === 'orphaned')).toHaveLength(2);
  });
});

describe('Supervisor', () => {
  test('starts a child again that died', async () => {
    const supervisor = new Supervisor(log);
    await supervisor.child(childSpec('worker'));
    const [first = 0] = await started(1);
    process.kill(first, 'SIGKILL');
    const [, second = 0] = await started(2);
    expect(second).not.toBe(first);
    expect(await supervisor.stop()).toEqual({ kind: 'asked' });
    expect(isAlive(second)).toBe(false);
  });

  test('stops everything when a child ends with a wrong setting, and shows the end of its log', async () => {
    const supervisor = new Supervisor(log);
    await supervisor.child(childSpec('simulator'));
    await started(1); // else it may be stopped before its first line
    const ready = () => new Promise<void>(() => {}); // as a health check that never succeeds
    await expect(supervisor.child({ ...childSpec('api', 'wrong_setting'), ready })).rejects.toThrow(StoppingError);
    const reason = await supervisor.stopped;
    expect(reason).toMatchObject({ kind: 'failed', name: 'api' });
    expect(reason.kind === 'failed' && reason.message).toMatch(/exit status 78[^]*SOME_VARIABLE: wrong/);
    expect((await started(2)).filter(isAlive)).toEqual([]);
  });

  test('kills a child that does not obey', async () => {
    const supervisor = new Supervisor(log);
    await supervisor.child({ ...childSpec('worker', 'stubborn'), stopMs: 200 });
    const [pid = 0] = await started(1);
    await supervisor.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test('stops a service that was just being started, and starts nothing more', async () => {
    const supervisor = new Supervisor(log);
    const begun = Promise.withResolvers<void>();
    const stopped: string[] = [];
    const entered = Promise.withResolvers<void>();
    const start = async () => {
      entered.resolve();
      await begun.promise;
      return { exited: new Promise<void>(() => {}), stop: async () => void stopped.push('postgres'), logFile: '' };
    };
    const starting = supervisor.service('postgres', start);
    const refused = expect(starting).rejects.toThrow(StoppingError);
    await entered.promise;
    const end = supervisor.stop();
    begun.resolve();
    await Promise.all([refused, end]);
    expect(stopped).toEqual(['postgres']);
    await expect(supervisor.child(childSpec('api'))).rejects.toThrow(StoppingError);
  });

  test('stops everything when a service ends', async () => {
    const supervisor = new Supervisor(log);
    const end = Promise.withResolvers<void>();
    await supervisor.child(childSpec('api'));
    await supervisor.service('postgres', async () => ({ exited: end.promise, stop: async () => {}, logFile: '' }));
    const [pid = 0] = await started(1);
    end.resolve();
    expect(await supervisor.stopped).toMatchObject({ kind: 'failed', name: 'postgres' });
    expect(isAlive(pid)).toBe(false);
  });
});
