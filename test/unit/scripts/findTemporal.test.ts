import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Environment, FoundTemporal } from '../../../scripts/findTemporal.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kontosync-find-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const script = `
  import { findTemporal } from './scripts/findTemporal.mjs';
  process.stdout.write(JSON.stringify(findTemporal(JSON.parse(process.argv[1]))));`;

/** In a process of its own, with a temporary folder of its own: what a start on this machine has kept is not found. */
function findTemporal(environment: Environment): FoundTemporal {
  const args = ['--input-type=module', '--eval', script, JSON.stringify(environment)];
  const text = execFileSync(process.execPath, args, { env: { TMPDIR: join(folder, 'tmp') }, encoding: 'utf8' });
  return JSON.parse(text) as FoundTemporal;
}

function executable(...path: readonly string[]): string {
  const file = join(folder, ...path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
  return file;
}

/** Where an earlier start would have kept one, for a cache folder in our folder. */
function cachedPath(cache: string): string {
  const found = findTemporal({ XDG_CACHE_HOME: join(folder, cache) });
  const path = found.kind === 'missing' ? found.lookedIn[0] : found.kind === 'executable' ? found.path : undefined;
  if (path === undefined) throw new Error('no place in the cache');
  return path.slice(folder.length + 1);
}

describe('the ways to a Temporal server, in their order', () => {
  test('an address, an executable by its path, one on the PATH, one that was kept', () => {
    const byPath = executable('own', 'temporal-cli');
    const onPath = executable('bin', 'temporal');
    const kept = executable(cachedPath('cache'));
    const all = {
      TEMPORAL_ADDRESS: 'temporal.example:7233',
      TEMPORAL_CLI_PATH: byPath,
      PATH: join(folder, 'bin'),
      XDG_CACHE_HOME: join(folder, 'cache'),
    };
    expect(findTemporal(all)).toEqual({ kind: 'address', address: 'temporal.example:7233' });
    expect(findTemporal({ ...all, TEMPORAL_ADDRESS: '' })).toEqual({ kind: 'executable', path: byPath });
    const withoutSettings = { ...all, TEMPORAL_ADDRESS: undefined, TEMPORAL_CLI_PATH: '' };
    expect(findTemporal(withoutSettings)).toEqual({ kind: 'executable', path: onPath });
    expect(findTemporal({ ...withoutSettings, PATH: undefined })).toEqual({ kind: 'executable', path: kept });
  });

  test('nothing: where it was looked, for the message', () => {
    const found = findTemporal({ XDG_CACHE_HOME: join(folder, 'cache'), PATH: '' });
    expect(found).toMatchObject({ kind: 'missing' });
    expect(found).toHaveProperty(
      'lookedIn.0',
      expect.stringMatching(/\/cache\/kontosync\/temporal-[0-9a-f]{16}\/temporal$/),
    );
  });

  test('a path that is set and wrong is said, not passed over', () => {
    executable('bin', 'temporal');
    const file = executable('own', 'temporal');
    chmodSync(file, 0o644);
    for (const path of [join(folder, 'absent'), folder, file])
      expect(findTemporal({ TEMPORAL_CLI_PATH: path, PATH: join(folder, 'bin') })).toEqual({
        kind: 'not_executable',
        variable: 'TEMPORAL_CLI_PATH',
      });
  });

  test('of the PATH: the first that can be run, from absolute folders only', () => {
    mkdirSync(join(folder, 'a', 'temporal'), { recursive: true });
    chmodSync(executable('b', 'temporal'), 0o644);
    const good = executable('c', 'temporal');
    executable('d', 'temporal');
    const PATH = ['.', '', ...['a', 'b', 'c', 'd'].map((name) => join(folder, name))].join(delimiter);
    expect(findTemporal({ PATH })).toEqual({ kind: 'executable', path: good });
  });

  test('the cache: XDG_CACHE_HOME, else .cache in HOME; a relative one is ignored', () => {
    const kept = executable(cachedPath('.cache'));
    expect(findTemporal({ HOME: folder })).toEqual({ kind: 'executable', path: kept });
    expect(findTemporal({ HOME: folder, XDG_CACHE_HOME: 'relative' })).toEqual({ kind: 'executable', path: kept });
    expect(findTemporal({ HOME: folder, XDG_CACHE_HOME: join(folder, 'empty') })).toMatchObject({ kind: 'missing' });
  });
});
