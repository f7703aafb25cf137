import { describe, expect, test } from '@jest/globals';
import {
  type ErrorClass,
  type ErrorCode,
  type ErrorEntry,
  errorCodes,
  errorEntry,
  isErrorCode,
} from '../../../src/contracts/errorCodes.ts';
import { nonRetryableCodes } from '../../../src/contracts/nonRetryableCodes.ts';

const entries = Object.entries(errorCodes) as (readonly [ErrorCode, ErrorEntry])[];
const ofClass = (wanted: ErrorClass): ErrorCode[] =>
  entries.filter(([, entry]) => entry.class === wanted).map(([code]) => code);

/** E-10: who acts, and which statuses an answer may have. */
const rules = {
  retryable: { acts: ['bank', 'operator', null], statuses: [429, 502, 503], retryable: true },
  needs_reconsent: { acts: ['user'], statuses: [409], retryable: false },
  needs_operator: { acts: ['operator'], statuses: [500, 503], retryable: false },
  caller_error: {
    acts: [null],
    statuses: [400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 431],
    retryable: null,
  },
  partial: { acts: ['operator'], statuses: [200], retryable: true },
} as const satisfies Record<
  ErrorClass,
  { acts: readonly ErrorEntry['act'][]; statuses: readonly number[]; retryable: boolean | null }
>;

describe('E-10 class, who acts and status fit together', () => {
  test.each(entries)('%s', (_code, { class: errorClass, act, status, retryable }) => {
    const rule = rules[errorClass];
    expect(rule.acts).toContain(act);
    expect(rule.statuses).toContain(status);
    if (rule.retryable !== null) expect(retryable).toBe(rule.retryable);
  });

  test('every class has its codes', () => {
    expect(Object.keys(rules).toSorted()).toEqual([...new Set(entries.map(([, entry]) => entry.class))].toSorted());
  });
});

describe('E-10 what no retry of a step can mend', () => {
  test('each is in the table, once', () => {
    expect(nonRetryableCodes.filter((code) => !isErrorCode(code))).toEqual([]);
    expect(new Set(nonRetryableCodes).size).toBe(nonRetryableCodes.length);
  });

  test('what a person must mend, all of it', () => {
    expect(nonRetryableCodes).toEqual(expect.arrayContaining(ofClass('needs_reconsent')));
  });

  test('what an operator must mend, but for the unknown, which may pass', () => {
    const known = ofClass('needs_operator').filter((code) => code !== 'unexpected');
    expect(nonRetryableCodes).toEqual(expect.arrayContaining(known));
    expect(nonRetryableCodes).not.toContain('unexpected');
  });

  test('a reading that the bank leads in circles', () => {
    expect(nonRetryableCodes).toEqual(expect.arrayContaining(ofClass('partial')));
  });

  test('nothing that passes by itself', () => {
    expect(nonRetryableCodes.filter((code) => errorCodes[code].class === 'retryable')).toEqual([]);
  });
});

describe('C-12 the texts of the table', () => {
  test.each(entries)('%s', (code, { title, hint }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(hint).toMatch(/^[A-Z].*\.$/);
  });
});

describe('S-17 a text that is no code', () => {
  test.each(['', 'Error', 'toString', '__proto__', 'constructor', 'NOT_FOUND'])('%j is an operator’s work', (text) => {
    expect(isErrorCode(text)).toBe(false);
    expect(errorEntry(text)).toBe(errorCodes.unexpected);
  });

  test('contract 3.1 a failed run answers by its class', () => {
    expect(errorEntry('bank_unavailable')).toMatchObject({ status: 502, act: 'bank' });
    expect(errorEntry('needs_reconsent')).toMatchObject({ status: 409, act: 'user' });
    expect(errorEntry('needs_operator')).toMatchObject({ status: 503, act: 'operator' });
  });
});
