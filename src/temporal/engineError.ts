import type { ErrorCode } from '../contracts/errorCodes.ts';

/** The workflows refused or could not be reached; `code` is one of the error table. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, cause?: unknown) {
    super(`engine: ${code}`, { cause });
    this.code = code;
  }
}
