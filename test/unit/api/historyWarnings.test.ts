import { describe, expect, test } from '@jest/globals';
import { beyondReach, shortHistories } from '../../../src/api/historyWarnings.ts';
import type { StoredRun } from '../../../src/db/sql/read/readRun.ts';
import { calendarDate } from '../../../src/domain/calendarDate.ts';

const wanted = calendarDate('2026-01-01');

const part = (windowFrom: string, achievedFrom: string | null, state = 'merged') => ({
  accountId: 'a1',
  windowFrom,
  windowTo: '2026-03-01',
  state,
  outcome: null,
  code: null,
  requestedFrom: wanted,
  achievedFrom,
  pages: 1,
  counts: { fetched: 0, newRows: 0, duplicates: 0, errors: 0 },
  withdrawnRows: 0,
});
const run = (parts: StoredRun['accounts']): StoredRun => ({
  id: 'r1',
  connectionId: 'c1',
  trigger: 'first',
  status: 'complete',
  attended: true,
  windowFrom: null,
  windowTo: null,
  counts: { fetched: 0, newRows: 0, duplicates: 0, errors: 0 },
  emptyReason: null,
  errorCode: null,
  retryAt: null,
  startedAt: '',
  startedAtExactly: '',
  finishedAt: null,
  temporalWorkflowId: '',
  temporalRunId: '',
  accounts: parts,
});

describe('contract 3.1 a history_from before what the bank gives', () => {
  test.each([
    ['reached to the day', wanted, '2026-01-01', 0],
    ['a day short', wanted, '2026-01-02', 1],
    ['nobody asked for it', null, '2026-01-02', 0],
  ] as const)('%s', (_name, historyFrom, reachable, warnings) => {
    const told = beyondReach(historyFrom, calendarDate(reachable));
    expect(told).toHaveLength(warnings);
    for (const text of told) expect(text).toContain(reachable);
  });
});

describe('contract 3.1 what the first sync has shown of a history_from', () => {
  test.each([
    ['read from that day on', [part('2026-01-01', '2026-01-04')], wanted, []],
    ['the bank refuses dates so far back', [part('2026-01-02', '2026-01-02')], wanted, ['2026-01-02']],
    ['ten quiet days', [part('2026-01-01', '2026-01-11')], wanted, []],
    ['eleven days without a transaction', [part('2026-01-01', '2026-01-12')], wanted, ['2026-01-12']],
    ['a part from before it was kept', [part('2026-01-01', null)], wanted, []],
    ['nothing was merged', [part('2026-01-09', null, 'partial')], wanted, []],
    ['nobody asked for it', [part('2026-01-09', '2026-02-02')], null, []],
    ['each account by itself', [part('2026-01-03', null), part('2026-01-04', null)], wanted, ['01-03', '01-04']],
  ] as const)('%s', (_name, parts, historyFrom, dates) => {
    const told = shortHistories(historyFrom, run(parts));
    expect(told).toEqual(dates.map((date) => expect.stringMatching(new RegExp(`^history_from: .*a1.*${date}`))));
  });
});
