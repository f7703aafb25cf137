// Outlives a test run that is killed, to end its servers and delete their folder. It listens to the run by a pipe: lines
// of the forms `pid <number>` and `folder <path>` say what to end, and the pipe's end says that the run is over, however it died.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { sendSignal, waitUntilGone } from '../../src/local/processes.ts';

const processes: number[] = [];
const folders: string[] = [];
for await (const line of createInterface({ input: process.stdin })) {
  const [kind, value = ''] = line.split(/ (.*)/);
  if (kind === 'pid') processes.push(Number(value));
  if (kind === 'folder') folders.push(value);
}
// After an orderly run they have ended already.
for (const pid of processes) sendSignal(pid, 'SIGINT');
await waitUntilGone(({ pid }) => processes.includes(pid), 5_000);
for (const pid of processes) sendSignal(-pid, 'SIGKILL');
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
