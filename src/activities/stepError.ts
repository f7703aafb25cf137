import type { ErrorCode } from '../contracts/errorCodes.ts';

/**
 * A step cannot go on, for a reason of the error table that no adapter has classified already. Activities throw it as
 * they let `BankError` and the database's errors through: the worker's interceptor turns each into the failure that
 * workflows see.
 */
export class StepError extends Error {
  override readonly name = 'StepError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, cause?: unknown) {
    super(`step: ${code}`, { cause });
    this.code = code;
  }
}
