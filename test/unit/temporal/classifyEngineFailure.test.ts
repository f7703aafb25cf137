import { describe, expect, test } from '@jest/globals';
import { ServiceError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { classifyEngineFailure, mayPass } from '../../../src/temporal/classifyEngineFailure.ts';

/** As the connection throws it. */
const grpc = (code: number): Error =>
  Object.assign(new Error('of the connection'), { code, details: '', metadata: {} });
const wrapped = (code: number): Error => new ServiceError('Failed to signal', { cause: grpc(code) });
const refusedAs = (type: string): Error =>
  new WorkflowUpdateFailedError('update failed', ApplicationFailure.nonRetryable('', type));

describe('classifyEngineFailure', () => {
  test.each([
    ['about to continue as new', refusedAs('continuing'), { kind: 'continuing' }],
    ['ended before it answered', refusedAs('AcceptedUpdateCompletedWorkflow'), { kind: 'ended' }],
    ['a validator refused', refusedAs('connection_closed'), { kind: 'refused', code: 'connection_closed' }],
    ['no type', new WorkflowUpdateFailedError('', undefined), { kind: 'failed', code: 'unexpected' }],
    ['the connection', wrapped(14), { kind: 'failed', code: 'engine_unavailable' }],
    ['something else', new TypeError('of ours'), { kind: 'failed', code: 'unexpected' }],
  ])('S-14 %s', (_what, error, expected) => {
    expect(classifyEngineFailure(error)).toEqual(expected);
  });
});

test.each([
  ['DEADLINE_EXCEEDED', 4, true],
  ['RESOURCE_EXHAUSTED', 8, true],
  ['ABORTED', 10, true],
  ['UNAVAILABLE', 14, true],
  ['INVALID_ARGUMENT', 3, false],
  ['PERMISSION_DENIED', 7, false],
])('F4 %s may pass: %s %s', (_name, code, expected) => {
  expect([mayPass(grpc(code)), mayPass(wrapped(code))]).toEqual([expected, expected]);
});

test('F4 an error of ours does not pass by itself', () => {
  expect(mayPass(new TypeError('of ours'))).toBe(false);
});
