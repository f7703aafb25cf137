import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onExit } from './onExit.mjs';

const TAIL_LINES = 15;

/**
 * Runs a program to its end and keeps the last lines of what it says. It has a process group of its own, which ends
 * with this process. `failure` is undefined when it exited with 0.
 */
export async function runCommand(file, args, { cwd, env, onLine, deadlineMs } = {}) {
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => {
    if (!child.pid) return;
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {}
  };
  const forget = onExit(kill);
  const timer = deadlineMs && setTimeout(kill, deadlineMs);
  const tail = [];
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      onLine?.(line);
    });
  const ended = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ? `was ended by ${signal}` : code && `exit status ${code}`));
  });
  clearTimeout(timer);
  forget();
  return { failure: ended || undefined, tail };
}
