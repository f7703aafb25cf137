import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type HeldLock, type Lock, tryLock, waitForLock } from '../../../scripts/fileLock.mjs';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kontosync-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function taken(lock: Lock | HeldLock): Lock {
  if (lock.kind !== 'locked') throw new Error(`held by ${lock.pid}`);
  return lock;
}
const deadProcess = (): number => spawnSync('true').pid;

describe('a lock file', () => {
  test('belongs to one at a time, and is free after its release', () => {
    const lock = taken(tryLock(path));
    expect(tryLock(path)).toEqual({ kind: 'held', pid: process.pid });
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    taken(tryLock(path)).release();
  });

  test('of a process that is gone is no lock', () => {
    writeFileSync(path, `${deadProcess()} 1`);
    taken(tryLock(path));
    expect(readFileSync(path, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  test('of an earlier process with the number of a living one is no lock', () => {
    writeFileSync(path, `${process.pid} 1`);
    expect(tryLock(path).kind).toBe('locked');
  });

  test.each(['', 'nonsense', '0 1', '-1 1'])('that names no process (%j) is no lock', (content) => {
    writeFileSync(path, content);
    expect(tryLock(path).kind).toBe('locked');
  });

  test('is not taken away from its next owner by a late release', () => {
    const first = taken(tryLock(path));
    writeFileSync(path, '1 1');
    first.release();
    expect(readFileSync(path, 'utf8')).toBe('1 1');
  });

  test('is waited for, and the one who waits is told once by whom it is held', async () => {
    const first = taken(tryLock(path));
    const told: number[] = [];
    const waiting = waitForLock(path, (pid) => {
      told.push(pid);
      first.release();
    });
    expect((await waiting).kind).toBe('locked');
    expect(told).toEqual([process.pid]);
  });
});
