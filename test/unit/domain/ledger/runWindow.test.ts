import { describe, expect, test } from '@jest/globals';
import { addDays, calendarDate } from '../../../../src/domain/calendarDate.ts';
import { planRunWindow, type RunWindowRequest } from '../../../../src/domain/ledger/runWindow.ts';

const today = calendarDate('2026-11-20');
const day = (ago: number) => addDays(today, -ago);
const asks = (fromAgo: number | null, toAgo: number | null) => ({
  fromDate: fromAgo === null ? null : day(fromAgo),
  toDate: toAgo === null ? null : day(toAgo),
});

const cases: readonly (readonly [string, Partial<RunWindowRequest>, readonly [number, number] | null])[] = [
  ['the night goes on from the mark', { highWaterDate: day(1) }, [11, 0]],
  ['an account never read: 90 days, unattended 89', { highWaterDate: null }, [89, 0]],
  ['with a person present', { highWaterDate: null, attended: true }, [90, 0]],
  ['asked dates only', { highWaterDate: day(1), goesOn: false, asked: [asks(50, 40)] }, [50, 40]],
  ['asked dates and the night', { highWaterDate: day(1), asked: [asks(50, 40)] }, [50, 0]],
  ['two that ask', { highWaterDate: day(1), goesOn: false, asked: [asks(50, 40), asks(30, 20)] }, [50, 20]],
  ['an end alone', { highWaterDate: day(20), goesOn: false, asked: [asks(null, 5)] }, [30, 5]],
  ['asked dates outside the history', { goesOn: false, asked: [asks(2000, 1900)] }, null],
  ['asked dates to come', { goesOn: false, asked: [asks(-5, -2)] }, null],
  [
    'first sync of an account known before',
    { isFirst: true, attended: true, highWaterDate: day(1), historyFrom: day(300) },
    [300, 0],
  ],
  ['once a week all of the history, as far as it is given', { highWaterDate: day(1), lastDeepOn: day(7) }, [89, 0]],
  ['and to its first date, with a person', { highWaterDate: day(1), lastDeepOn: null, attended: true }, [300, 0]],
  ['and no further', { highWaterDate: day(1), lastDeepOn: null, achievedFrom: day(40) }, [40, 0]],
  ['what waits to be sure', { highWaterDate: day(1), oldestUnsettled: day(33) }, [33, 0]],
  [
    'asked dates only stay what they are',
    { highWaterDate: day(1), lastDeepOn: null, goesOn: false, asked: [asks(5, 4)] },
    [5, 4],
  ],
  [
    'first sync with less history than the mark',
    { isFirst: true, highWaterDate: day(40), historyFrom: day(5) },
    [50, 0],
  ],
];

describe('planRunWindow', () => {
  test.each(cases)('ledger 5 %s', (_name, request, expected) => {
    const window = planRunWindow({
      today,
      attended: false,
      descriptorLimits: { attendedHistoryDays: 395, unattendedHistoryDays: 89 },
      highWaterDate: null,
      historyFrom: null,
      achievedFrom: day(300),
      lastDeepOn: day(1),
      oldestUnsettled: null,
      isFirst: false,
      goesOn: true,
      asked: [],
      ...request,
    });
    expect(window === null ? null : [window.from, window.to]).toEqual(
      expected === null ? null : [day(expected[0]), day(expected[1])],
    );
  });

  test('what was wished for is told, not what is read again to be sure', () => {
    const request = {
      today,
      attended: false,
      descriptorLimits: { attendedHistoryDays: 395, unattendedHistoryDays: 89 },
    };
    const quiet = { isFirst: false, goesOn: true, asked: [], historyFrom: null, oldestUnsettled: null };
    const deep = { ...request, ...quiet, highWaterDate: day(1), achievedFrom: day(80), lastDeepOn: null };
    expect(planRunWindow(deep)).toEqual({ from: day(80), to: today, requestedFrom: day(11), deep: true });
    const first = { ...deep, highWaterDate: null, isFirst: true, historyFrom: day(300) };
    expect(planRunWindow(first)).toEqual({ from: day(89), to: today, requestedFrom: day(300), deep: true });
  });
});
