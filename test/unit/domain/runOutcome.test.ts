import { expect, test } from '@jest/globals';
import { type AccountOutcome, decideRunStatus, emptyReason } from '../../../src/domain/runOutcome.ts';

test.each([
  [[], 'complete', 'no_accounts'],
  [['complete', 'complete'], 'complete', 'every_account_is_verified'],
  [['complete', 'complete_unverified'], 'complete_unverified', 'an_account_is_unverified'],
  [['complete', 'elsewhere'], 'complete_unverified', 'an_account_is_unverified'],
  [['complete', 'gap'], 'partial', 'an_account_is_not_whole'],
  [['complete_unverified', 'gap'], 'partial', 'an_account_is_not_whole'],
  [['complete', 'complete_unverified', 'elsewhere'], 'complete_unverified', 'an_account_is_unverified'],
  [['complete', 'partial'], 'partial', 'an_account_is_not_whole'],
  [['complete', 'failed'], 'partial', 'an_account_is_not_whole'],
  [['failed', 'failed'], 'failed', 'every_account_failed'],
  [['failed', 'parked'], 'parked', 'an_account_is_parked'],
  [['parked', 'cancelled'], 'cancelled', 'an_account_was_cancelled'],
] as const satisfies readonly (readonly [readonly AccountOutcome[], string, string])[])(
  'ledger 7 accounts %j make the run %s',
  (outcomes, status, reason) => {
    expect(decideRunStatus(outcomes)).toEqual({ status, reason });
  },
);

test.each([
  [{ newRows: 1, duplicates: 0, outsideHistory: false }, null],
  [{ newRows: 0, duplicates: 3, outsideHistory: false }, 'all_duplicates'],
  [{ newRows: 0, duplicates: 0, outsideHistory: false }, 'no_rows'],
  [{ newRows: 0, duplicates: 0, outsideHistory: true }, 'outside_history'],
  [{ newRows: 0, duplicates: 2, outsideHistory: true }, 'all_duplicates'],
  [{ newRows: 2, duplicates: 0, outsideHistory: true }, null],
])('%j is empty because of %s', (run, reason) => {
  expect(emptyReason(run)).toBe(reason);
});
