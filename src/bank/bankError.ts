import type { ErrorCode } from '../contracts/errorCodes.ts';

export interface BankErrorDetails {
  readonly code: ErrorCode;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** How long the bank asks to wait, in milliseconds; absent when it said nothing usable. */
  readonly retryAfterMs?: number;
  /** False when surely no byte of the request reached the bank; true when it may have been acted on. */
  readonly sent: boolean;
  /** The bank's own short code (`invalid_grant`, `TOKEN_EXPIRED`, 17): never its text, which may hold personal data. */
  readonly bankCode?: string;
}

/** What a bank or the network did, classified at the adapter (S-18): the code decides everything that follows. */
export class BankError extends Error {
  override readonly name = 'BankError';
  readonly details: BankErrorDetails;

  constructor(details: BankErrorDetails) {
    super(`bank: ${details.code}${details.status === undefined ? '' : ` (HTTP ${details.status})`}`);
    this.details = details;
  }

  get code(): ErrorCode {
    return this.details.code;
  }
}
