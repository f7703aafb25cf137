/** docs/connection-states.md is the table in the code: each arrow, each limit. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type ConnectionStatus, connectionStatuses } from '../../../src/domain/connectionStatus.ts';
import { type StateLimit, stateRule } from '../../../src/domain/stateRules.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'connection-states.md'), 'utf8');
const drawing = page.split('```mermaid\n')[1]?.split('```')[0] ?? '';

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;
/** In the largest unit of which it is more than three: 24 h, not 1 d. */
function duration(ms: number): string {
  const [name, size] = units.find(([, one]) => ms / one > 3) ?? ['min', 60_000];
  return `${ms / size} ${name}`;
}
function limitText(limit: StateLimit): string {
  switch (limit.kind) {
    case 'lasts':
      return duration(limit.limitMs);
    case 'paged':
      return `alert after ${duration(limit.pagedAfterMs)}`;
    case 'consent':
      return limit.until === 'end' ? 'consent ends' : 'first notice';
    case 'final':
      return '';
  }
}

/** The arrows out of a state; what happens by itself carries its time. */
function arrowsOf(status: ConnectionStatus): readonly string[] {
  const { next, limit, onLimit } = stateRule(status);
  if (limit.kind === 'final') return [`${status} --> [*]`];
  return next.map((to) => `${status} --> ${to}${to === onLimit ? `: ${limitText(limit)}` : ''}`);
}

test('S-15 the drawing has every step of the table, and no other', () => {
  const drawn = drawing
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.includes('-->'));
  expect(drawn).toEqual(['[*] --> awaiting_auth', ...connectionStatuses.flatMap(arrowsOf)]);
});

test('D.2 the page has the limit of each state, who acts, and what follows', () => {
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
  expect(rows).toEqual(
    connectionStatuses.map((status) => {
      const { limit, act, onLimit } = stateRule(status);
      return [status, limitText(limit), act, onLimit ?? ''];
    }),
  );
});
