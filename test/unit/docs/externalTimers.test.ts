import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { documentedCrontab, documentedKeyCommand, documentedUnits } from '../../setup/documentedTimers.ts';

const units = new Map(documentedUnits().map((unit) => [unit.name, unit]));
const unit = (name: string) => units.get(name) ?? fail(`docs/operations.md does not have ${name}`);
const settingsOf = (name: string): Record<string, Record<string, string>> =>
  Object.fromEntries([...unit(name).sections].map(([section, values]) => [section, Object.fromEntries(values)]));

/** Debian keeps it there whether systemd runs or not. */
const systemdAnalyze = ['/usr/bin/systemd-analyze', '/bin/systemd-analyze'].find(existsSync);

describe('the timers of docs/operations.md', () => {
  test('SYNC_SCHEDULE=external: a timer starts the service of its name, every night, also after the machine was off', () => {
    expect([...units.keys()].toSorted()).toEqual(['kontosync-night.service', 'kontosync-night.timer']);
    expect(settingsOf('kontosync-night.timer')).toMatchObject({
      Timer: { OnCalendar: expect.stringMatching(/^\*-\*-\* ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/), Persistent: 'true' },
      Install: { WantedBy: 'timers.target' },
    });
    const { Service } = settingsOf('kontosync-night.service');
    expect(Service).toMatchObject({ Type: 'oneshot', ExecStart: expect.stringMatching(/^\/usr\/bin\/curl /) });
    // Longer than curl goes on asking.
    expect(Service?.['TimeoutStartSec']).toBe('35min');
    expect(Service?.['ExecStart']).toContain('--retry-max-time 1800');
  });

  test('the crontab line is one: five fields, and no %, which cron takes for the end of the command', () => {
    const { times, command } = documentedCrontab();
    expect(times).toEqual(['0', '3', '*', '*', '*']);
    expect(command).toMatch(/^curl /);
    expect(command).not.toContain('%');
  });

  test('B-14 the key comes from a file that only its user reads, never from the command line', () => {
    for (const command of [
      documentedCrontab().command,
      settingsOf('kontosync-night.service')['Service']?.['ExecStart'],
    ]) {
      expect(command).toMatch(/--header @\S+\/night\.header /);
      expect(command).not.toMatch(/bearer|authorization/i);
    }
    expect(documentedKeyCommand()).toContain('install -m 600 ');
    expect(settingsOf('kontosync-night.service')['Service']).toMatchObject({
      DynamicUser: 'yes',
      LoadCredential: 'night.header:/etc/kontosync/night.header',
    });
  });

  (systemdAnalyze === undefined ? test.skip : test)('systemd takes both units without a word', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kontosync-units-'));
    try {
      for (const { name, text } of units.values()) writeFileSync(join(folder, name), text);
      const files = [...units.keys()].map((name) => join(folder, name));
      const { status, stderr } = spawnSync(systemdAnalyze ?? '', ['verify', '--man=no', ...files], {
        encoding: 'utf8',
      });
      // Of settings that it does not know it says so only; of units of the machine it may say anything.
      expect(stderr.split('\n').filter((line) => line.includes('kontosync-night'))).toEqual([]);
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function fail(message: string): never {
  throw new Error(message);
}
