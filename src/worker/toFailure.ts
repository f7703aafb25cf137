import { CompleteAsyncError } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { StepError } from '../activities/stepError.ts';
import { BankError } from '../bank/bankError.ts';
import { type ErrorCode, errorEntry } from '../contracts/errorCodes.ts';
import { nonRetryableCodes } from '../contracts/nonRetryableCodes.ts';
import { isConnectionLost } from '../db/connectionLost.ts';
import { DecryptionFailed, InvalidToken } from '../security/securityErrors.ts';

/** PostgreSQL: serialization, deadlock, lock and statement time-outs, too many connections: the next try may pass. */
const passingStates = new Set(['40001', '40P01', '55P03', '57014', '53300', '25006']);

/** The code of the error table for whatever a step threw (E-10): total, since the unknown is `unexpected`. */
export function codeOfError(error: unknown): ErrorCode {
  if (error instanceof BankError || error instanceof StepError) return error.code;
  if (error instanceof InvalidToken || error instanceof DecryptionFailed) return error.code;
  if (isConnectionLost(error)) return 'database_unavailable';
  const state = error instanceof Error && 'code' in error ? String(error.code) : '';
  return passingStates.has(state) ? 'database_unavailable' : 'unexpected';
}

/**
 * What a workflow, and the Web UI, see of a failed step: the code and the table's text, never the message of a bank, a
 * driver or a cause (B-13). What a person or the bank must mend is no error of ours and is not counted as one.
 */
export function toFailure(error: unknown): unknown {
  if (error instanceof ApplicationFailure || error instanceof CompleteAsyncError) return error;
  if (error instanceof CancelledFailure || (error instanceof Error && error.name === 'AbortError')) return error;
  const code = codeOfError(error);
  const entry = errorEntry(code);
  const waitMs = error instanceof BankError ? error.details.retryAfterMs : undefined;
  return ApplicationFailure.create({
    type: code,
    message: entry.title,
    nonRetryable: nonRetryableCodes.includes(code),
    ...(waitMs === undefined ? {} : { nextRetryDelay: waitMs }),
    ...(entry.act === 'user' || entry.act === 'bank' ? { category: ApplicationFailureCategory.BENIGN } : {}),
  });
}
