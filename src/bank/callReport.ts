import type { ErrorCode } from '../contracts/errorCodes.ts';
import { BankError } from './bankError.ts';

/** What a bank is asked, by the audit's names. */
export type AskedEndpoint =
  | 'accounts'
  | 'transactions'
  | 'balances'
  | 'token.redeem'
  | 'token.refresh'
  | 'consent.create'
  | 'consent.read'
  | 'revoke';

/** One request as it went over the wire. No address, no account number, no secret. */
export interface SentRequest {
  /** As sent in `X-Request-ID`: the bank's support finds the call by it. */
  readonly requestId: string;
  /** HTTP status; null: there was no answer. */
  readonly status: number | null;
  readonly durationMs: number;
  /** How far the bank's clock is ahead of ours by its `Date`, to a second; of token calls that were answered. */
  readonly clockAheadMs?: number;
}

export interface CallReport extends SentRequest {
  readonly endpoint: AskedEndpoint;
  /** It carried the person's headers. */
  readonly isAttended: boolean;
  /** Why it failed; null: it did not, or it was cancelled. */
  readonly code: ErrorCode | null;
}
export type OnBankCall = (report: CallReport) => void;

/**
 * Makes one call and reports it, however it ends; what was never sent is not reported. `classify` says what a failure
 * means before it is reported and thrown.
 */
export async function reportCall<T>(
  {
    endpoint,
    isAttended,
    onCall,
  }: Pick<CallReport, 'endpoint' | 'isAttended'> & { readonly onCall?: OnBankCall | undefined },
  ask: (onSent: (sent: SentRequest) => void) => Promise<T>,
  classify: (error: unknown) => unknown,
): Promise<T> {
  let sent: SentRequest | null = null;
  const report = (code: ErrorCode | null): void => {
    if (sent !== null) onCall?.({ ...sent, endpoint, isAttended, code });
  };
  try {
    const answer = await ask((request) => {
      sent = request;
    });
    report(null);
    return answer;
  } catch (error) {
    const failure = classify(error);
    report(failure instanceof BankError ? failure.code : null);
    throw failure;
  }
}
