import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import { type ErrorCode, isErrorCode } from '../contracts/errorCodes.ts';

const atBank: ReadonlySet<string> = new Set([
  'refreshGrant',
  'fetchPages',
  'rereadDates',
  'checkBalances',
  'revokeAtBank',
]);

/** The code of the error table behind a failed step; a step that ran out of time at the bank is the bank's (E-10). */
export function failureCode(error: ActivityFailure): ErrorCode {
  const { cause } = error;
  if (cause instanceof ApplicationFailure && typeof cause.type === 'string' && isErrorCode(cause.type))
    return cause.type;
  if (cause instanceof TimeoutFailure) {
    // The last try's own failure says more than "timed out".
    const last = cause.cause;
    if (last instanceof ApplicationFailure && typeof last.type === 'string' && isErrorCode(last.type)) return last.type;
    return atBank.has(error.activityType) ? 'bank_unavailable' : 'unexpected';
  }
  return 'unexpected';
}
