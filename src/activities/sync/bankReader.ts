import { BankError } from '../../bank/bankError.ts';
import type { OnBankCall } from '../../bank/callReport.ts';
import { isTokenRefused } from '../../bank/classifyFailure.ts';
import type { BankCall, PaymentServiceUser } from '../../bank/port.ts';
import type { ConnectionRef } from '../../contracts/connection.ts';
import type { GrantStore } from '../grants/grantStore.ts';

export interface BankReaderOptions {
  readonly ref: ConnectionRef;
  readonly psu: PaymentServiceUser | null;
  readonly signal: AbortSignal;
  /** Told of each request (contract 3.3). */
  readonly onCall?: OnBankCall;
}

/** A step's calls to the bank with the connection's grant. */
export type AskBank = <T>(ask: (call: BankCall) => Promise<T>) => Promise<T>;

/** More than a step of pages takes, so that the token does not run out within it. */
const leastLifeMs = 60_000;

/**
 * Opens the grant for one step. A refused token is replaced once, and the call made once more; a second refusal is what
 * the bank means.
 */
export async function openBankReader(
  grants: GrantStore,
  { ref, psu, signal, onCall }: BankReaderOptions,
): Promise<AskBank> {
  let grant = await grants.ensureFresh(ref, { leastLifeMs });
  let wasReplaced = false;
  return async (ask) => {
    try {
      return await ask({ secrets: grant.secrets, psu, signal, onCall });
    } catch (error) {
      if (wasReplaced || !(error instanceof BankError) || !isTokenRefused(error.details)) throw error;
      wasReplaced = true;
      grant = await grants.replaceRefused(ref, grant.version);
      return ask({ secrets: grant.secrets, psu, signal, onCall });
    }
  };
}
