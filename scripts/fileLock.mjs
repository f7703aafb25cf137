import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The kernel's start time of a process tells it from a later one with the same number. Linux only, else ''. */
function startedAt(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isHeld(owner) {
  const [pid, start] = owner.split(' ');
  if (!(Number(pid) > 0)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return !start || start === startedAt(pid);
}

function readOwner(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A file that appears together with its content: another process never sees a lock without an owner. */
function createWhole(path, content) {
  const temporary = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  writeFileSync(temporary, content, { mode: 0o600 });
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Takes a dead owner's file away. Two may try at once: who caught a living owner's new lock puts it back. */
function breakStale(path, stale) {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const caught = readOwner(aside);
  if (caught !== undefined && caught !== stale) createWhole(path, caught);
  rmSync(aside, { force: true });
}

/**
 * Takes a lock that belongs to this process, or says who has it. The lock of a process that is gone is no lock.
 * It is released by `release`; a crash needs none.
 */
export function tryLock(path) {
  const mine = `${process.pid} ${startedAt(process.pid)}`;
  for (;;) {
    if (createWhole(path, mine)) {
      const release = () => {
        if (readOwner(path) === mine) rmSync(path, { force: true });
      };
      return { kind: 'locked', release };
    }
    const owner = readOwner(path);
    if (owner === undefined) continue;
    if (isHeld(owner)) return { kind: 'held', pid: Number(owner.split(' ')[0]) };
    breakStale(path, owner);
  }
}

/** Waits until the lock is free; `onWait` hears once who holds it. */
export async function waitForLock(path, onWait) {
  for (let told = false; ; told = true) {
    const lock = tryLock(path);
    if (lock.kind === 'locked') return lock;
    if (!told) onWait?.(lock.pid);
    await sleep(200);
  }
}
