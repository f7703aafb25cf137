import { describe, expect, test } from '@jest/globals';
import {
  type BalanceCandidate,
  type BalanceEvidence,
  decideBalanceCheck,
  type KnownBalance,
  nothingKnown,
} from '../../../src/domain/balanceCheck.ts';
import { calendarDate } from '../../../src/domain/calendarDate.ts';

const start = calendarDate('2026-09-01');
const before = calendarDate('2026-11-18');
const through = calendarDate('2026-11-19');
const base = { from: start, through: before, offsetMinor: 1_000n, merges: 4 };
const candidate: BalanceCandidate = { ...base, rows: 8, runId: 'run-1' };
const withBase: KnownBalance = { ...nothingKnown, base };

/** Ten rows of 500 in all, and a figure that says the same as the base. */
const evidence: BalanceEvidence = {
  runId: 'run-2',
  figureMinor: 1_500n,
  through,
  start,
  rows: 10,
  sumMinor: 500n,
  candidateRows: 8,
  lateMinor: 0n,
  beforeBaseMinor: 0n,
  merges: 5,
  open: null,
  isDeep: false,
  isTaskOpen: false,
};
const now = { from: start, through, offsetMinor: 1_000n, merges: 5 };

describe('ledger 7 the base is set after two complete reads with equal counts', () => {
  const fresh = { ...now, rows: 10, runId: 'run-2' };
  test.each([
    ['first_read', null, {}, fresh],
    ['counts_differ', candidate, { candidateRows: 9 }, fresh],
    ['figures_differ', { ...candidate, offsetMinor: 999n }, {}, fresh],
    ['first_read', { ...candidate, from: calendarDate('2026-10-01') }, {}, fresh],
    ['same_run', { ...candidate, runId: 'run-2' }, {}, { ...candidate, runId: 'run-2' }],
    ['quarantine_open', candidate, { open: 'quarantine_open' }, null],
    ['withdrawal_open', candidate, { open: 'withdrawal_open' }, null],
  ] as const)('%s', (reason, known, more, kept) => {
    expect(decideBalanceCheck({ ...nothingKnown, candidate: known }, { ...evidence, ...more })).toEqual({
      kind: 'waits',
      reason,
      known: { ...nothingKnown, candidate: kept },
    });
  });

  test('two_equal_reads', () => {
    expect(decideBalanceCheck({ ...nothingKnown, candidate }, evidence)).toEqual({
      kind: 'base_set',
      reason: 'two_equal_reads',
      known: { ...nothingKnown, base: now },
    });
  });

  test('a base with a gap behind it is none any more', () => {
    const later = { ...evidence, start: calendarDate('2026-10-01') };
    expect(decideBalanceCheck(withBase, later)).toMatchObject({ kind: 'waits', reason: 'first_read' });
  });

  test('one that begins after history was added stays', () => {
    const longer = { ...evidence, start: calendarDate('2026-01-01') };
    expect(decideBalanceCheck(withBase, longer)).toMatchObject({ kind: 'agrees', known: { base: { from: start } } });
  });
});

describe('ledger 7 figure − Σ rows is the same number at each check', () => {
  const told: KnownBalance = { ...withBase, widenedBy: 'run-1', isTold: true };
  const off = { ...evidence, figureMinor: 1_600n };
  const widened: KnownBalance = { ...withBase, widenedBy: 'run-1' };
  test.each([
    ['agrees', 'same_offset', withBase, evidence],
    ['agrees', 'same_offset', told, { ...evidence, isTaskOpen: true }],
    // The figure had them already at the last agreement; the read had missed them.
    ['base_set', 'late_rows', withBase, { ...evidence, sumMinor: 800n, lateMinor: 300n }],
    // Booked back before the date from which rows are summed.
    ['base_set', 'late_rows', withBase, { ...off, beforeBaseMinor: 100n }],
    ['base_set', 'taken_by_person', told, off],
  ] as const)('%s: %s', (kind, reason, known, given) => {
    const offsetMinor = given.figureMinor - given.sumMinor;
    expect(decideBalanceCheck(known, given)).toEqual({
      kind,
      reason,
      known: { ...nothingKnown, base: { ...now, offsetMinor } },
    });
  });

  test.each([
    ['wait', 'quarantine_open', withBase, { open: 'quarantine_open' }, {}],
    ['wait', 'withdrawal_open', widened, { open: 'withdrawal_open', isDeep: true }, {}],
    ['wait', 'count_not_sure', withBase, { open: 'count_not_sure' }, {}],
    ['widen', 'not_widened_yet', withBase, {}, { widenedBy: 'run-2' }],
    ['widen', 'not_widened_yet', withBase, { isDeep: true }, { widenedBy: 'run-2' }],
    ['widen', 'not_widened_yet', { ...withBase, widenedBy: 'run-2' }, {}, {}],
    ['wait', 'deep_window_to_come', widened, {}, {}],
    ['task', 'after_deep_window', widened, { isDeep: true }, { isTold: true }],
    ['task', 'after_deep_window', told, { isDeep: true, isTaskOpen: true }, {}],
    // Late rows that explain it in part explain nothing.
    ['widen', 'not_widened_yet', withBase, { lateMinor: -99n }, { widenedBy: 'run-2' }],
  ] as const)('differs, %s: %s', (step, reason, known, more, changed) => {
    expect(decideBalanceCheck(known, { ...off, ...more })).toEqual({
      kind: 'differs',
      step,
      reason,
      differenceMinor: 100n,
      known: { ...known, ...changed },
    });
  });

  test('I13 M15 one minor unit beyond what a float holds is a difference', () => {
    const huge = { ...base, offsetMinor: 9_007_199_254_740_993n };
    const same = { ...evidence, sumMinor: 0n, figureMinor: 9_007_199_254_740_993n };
    expect(decideBalanceCheck({ ...nothingKnown, base: huge }, same).kind).toBe('agrees');
    expect(
      decideBalanceCheck({ ...nothingKnown, base: huge }, { ...same, figureMinor: 9_007_199_254_740_992n }),
    ).toMatchObject({ kind: 'differs', differenceMinor: -1n });
  });
});
