import { randomUUID } from 'node:crypto';
import { BankError } from '../../../src/bank/bankError.ts';
import { type AskedEndpoint, type OnBankCall, reportCall } from '../../../src/bank/callReport.ts';

/** One call to a bank that a test plays, told as an adapter tells of it. */
export const reportedCall = <T>(
  call: { readonly endpoint: AskedEndpoint; readonly isAttended: boolean; readonly onCall?: OnBankCall | undefined },
  answer: () => Promise<T>,
): Promise<T> =>
  reportCall(
    call,
    async (onSent) => {
      let status: number | null = 200;
      try {
        return await answer();
      } catch (error) {
        status = error instanceof BankError ? (error.details.status ?? null) : null;
        throw error;
      } finally {
        onSent({ requestId: randomUUID(), status, durationMs: 1 });
      }
    },
    (error) => error,
  );
