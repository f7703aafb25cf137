import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { startSimulator } from '../../../simulator/startSimulator.ts';
import { eventually } from '../local/eventually.ts';

interface Program {
  readonly child: ChildProcess;
  /** What it says until it ends. */
  readonly said: { stdout: string; stderr: string };
  readonly exited: Promise<unknown>;
}

function startProgram(environment: Record<string, string>): Program {
  const child = spawn(process.execPath, ['simulator/main.ts'], {
    env: { PATH: process.env['PATH'], SIMULATOR_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (said.stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (said.stderr += String(chunk)));
  return { child, said, exited: once(child, 'exit') };
}

test.each<[string, (program: ChildProcess) => void]>([
  ['SIGTERM', (program) => program.kill('SIGTERM')],
  ['SIGINT', (program) => program.kill('SIGINT')],
  ['its parent is gone', (program) => program.disconnect()],
])('the program says when it is ready and ends in order: %s', async (_name, end) => {
  const program = startProgram({ SIMULATOR_SEED: 'of the environment' });
  await eventually('the ready line', () => program.said.stdout.endsWith('\n'));
  const landing = await fetch(program.said.stdout.trim().split(' ').at(-1) ?? '');
  expect(await landing.text()).toContain('of the environment');
  end(program.child);
  expect(await program.exited).toEqual([0, null]);
});

test('a port that is taken is named, with its variable: exit status 78', async () => {
  const other = await startSimulator();
  const program = startProgram({ SIMULATOR_PORT: String(other.port) });
  expect(await program.exited).toEqual([78, null]);
  await eventually('the message', () => program.said.stderr.endsWith('\n'));
  expect(program.said.stderr).toBe(`simulator: port ${other.port} is taken (SIMULATOR_PORT)\n`);
  await other.close();
});
