import { describe, expect, test } from '@jest/globals';
import { CompleteAsyncError } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { StepError } from '../../../src/activities/stepError.ts';
import { BankError } from '../../../src/bank/bankError.ts';
import { type ErrorCode, errorCodes } from '../../../src/contracts/errorCodes.ts';
import { nonRetryableCodes } from '../../../src/contracts/nonRetryableCodes.ts';
import { DecryptionFailed, InvalidToken } from '../../../src/security/securityErrors.ts';
import { codeOfError, toFailure } from '../../../src/worker/toFailure.ts';

const codes = Object.keys(errorCodes) as ErrorCode[];
const withCode = (code: unknown, message = 'canary'): Error => Object.assign(new Error(message), { code });

function failureOf(error: unknown): ApplicationFailure {
  const failure = toFailure(error);
  if (!(failure instanceof ApplicationFailure)) throw new Error('no ApplicationFailure');
  return failure;
}

describe('E-10 whatever a step throws has a code', () => {
  test.each<readonly [string, unknown, ErrorCode]>([
    ['a bank’s error', new BankError({ code: 'quota_exhausted', sent: true }), 'quota_exhausted'],
    ['a step’s error', new StepError('rotation_lost'), 'rotation_lost'],
    ['a ciphertext that is not valid', new InvalidToken(), 'decryption_failed'],
    ['a secret that is not configured', new DecryptionFailed('k1'), 'decryption_failed'],
    ['serialization', withCode('40001'), 'database_unavailable'],
    ['deadlock', withCode('40P01'), 'database_unavailable'],
    ['lock time-out', withCode('55P03'), 'database_unavailable'],
    ['statement time-out', withCode('57014'), 'database_unavailable'],
    ['too many connections', withCode('53300'), 'database_unavailable'],
    ['a read-only server', withCode('25006'), 'database_unavailable'],
    ['terminated by an operator', withCode('57P01'), 'database_unavailable'],
    ['starting up', withCode('57P03'), 'database_unavailable'],
    ['idle too long in a transaction', withCode('25P03'), 'database_unavailable'],
    ['no connection', withCode('08006'), 'database_unavailable'],
    ['refused', withCode('ECONNREFUSED'), 'database_unavailable'],
    ['reset', withCode('ECONNRESET'), 'database_unavailable'],
    ['ended without a code', new Error('Connection terminated unexpectedly'), 'database_unavailable'],
    ['a full disk', withCode('53100'), 'unexpected'],
    ['a broken constraint', withCode('23505'), 'unexpected'],
    ['a right that is missing', withCode('42501'), 'unexpected'],
    ['a bug', new TypeError('canary'), 'unexpected'],
    ['a code that only looks like ours', withCode('needs_reconsent'), 'unexpected'],
    ['a text', 'canary', 'unexpected'],
    ['null', null, 'unexpected'],
    ['undefined', undefined, 'unexpected'],
    ['an object', { code: '40001' }, 'unexpected'],
  ])('%s', (_what, error, code) => {
    expect(codeOfError(error)).toBe(code);
    expect(failureOf(error).type).toBe(code);
  });
});

describe('E-10 what the workflow sees', () => {
  test.each(codes)('%s', (code) => {
    const { class: errorClass, act, title } = errorCodes[code];
    for (const error of [new StepError(code, new Error('canary')), new BankError({ code, sent: true })]) {
      const failure = failureOf(error);
      expect(failure).toMatchObject({ type: code, message: title, nonRetryable: nonRetryableCodes.includes(code) });
      // E-9: what a person or the bank must mend is not on the operators' list.
      const isBenign = failure.category === ApplicationFailureCategory.BENIGN;
      expect(isBenign).toBe(act === 'user' || act === 'bank');
      if (errorClass === 'needs_reconsent') expect(isBenign).toBe(true);
      if (errorClass === 'needs_operator') expect(isBenign).toBe(false);
    }
  });

  test.each([
    [30_000, 30_000],
    [0, 0],
    [3_600_000, 3_600_000],
    [undefined, undefined],
  ])('F6 the bank asks to wait %s ms: the next try waits %s', (retryAfterMs, expected) => {
    const error = new BankError({
      code: 'rate_limited_by_bank',
      sent: true,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
    expect(failureOf(error).nextRetryDelay ?? undefined).toBe(expected);
  });

  test('no other error sets the time of the next try', () => {
    expect(
      failureOf(Object.assign(new Error('x'), { details: { retryAfterMs: 5 } })).nextRetryDelay ?? null,
    ).toBeNull();
  });
});

describe('B-13 no text of a cause', () => {
  const inner = Object.assign(new Error('canary inner'), { query: 'select canary', body: 'canary' });
  test.each([
    ['a bug', new TypeError('canary', { cause: inner })],
    ['a driver’s', Object.assign(new Error('canary', { cause: inner }), { code: '23505', detail: 'Key (canary)' })],
    ['a step’s', new StepError('unexpected', inner)],
    ['a bank’s', new BankError({ code: 'bank_unavailable', status: 500, sent: true, bankCode: 'canary' })],
    ['a text', 'canary'],
  ])('%s', (_what, error) => {
    const failure = failureOf(error);
    expect(failure.cause).toBeUndefined();
    expect(failure.details ?? []).toEqual([]);
    expect(`${failure.message} ${JSON.stringify(failure)}`).not.toContain('canary');
  });
});

describe('what is no failure of a step goes on as it is', () => {
  test.each([
    ['a failure that is one already', ApplicationFailure.nonRetryable('x', 'not_found')],
    ['a cancellation', new CancelledFailure('CANCELLED')],
    ['an aborted signal', Object.assign(new Error('aborted'), { name: 'AbortError' })],
    ['an answer that comes later', new CompleteAsyncError()],
  ])('%s', (_what, error) => {
    expect(toFailure(error)).toBe(error);
  });
});
