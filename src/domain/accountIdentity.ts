import { compactAccountNumber } from './accountNumber.ts';

export interface AccountNumbers {
  /** The bank's own id of the account; may change with each consent. */
  readonly accountId: string;
  readonly iban: string | null;
  readonly bban: string | null;
}

/** What an account is found by again: IBAN, else BBAN, else the bank's id, in compact form (ledger 2). */
export const accountIdentity = ({ accountId, iban, bban }: AccountNumbers): string =>
  compactAccountNumber(iban ?? bban ?? accountId);

/** Whether a number that somebody typed, in any spacing, is the account's IBAN or BBAN. */
export function isAccountNumberOf(text: string, { iban, bban }: AccountNumbers): boolean {
  const typed = compactAccountNumber(text);
  return [iban, bban].some((number) => number !== null && compactAccountNumber(number) === typed);
}
