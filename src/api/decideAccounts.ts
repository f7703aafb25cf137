import type { ErrorCode } from '../contracts/errorCodes.ts';
import type { OfferedAccount } from '../db/entities/connection.ts';
import { isAccountNumberOf } from '../domain/accountIdentity.ts';
import { compactAccountNumber, isIban, isKontonummer } from '../domain/accountNumber.ts';

export interface AccountWish {
  readonly accountIds: readonly string[];
  /** `account_id` was sent, not `account_ids`. */
  readonly isOne: boolean;
  readonly accountNumber?: string | undefined;
  readonly accountName?: string | undefined;
}

export type AccountDecision =
  | { readonly kind: 'chosen'; readonly accounts: readonly OfferedAccount[]; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly path: string; readonly message: string };

/**
 * Which of the bank's accounts are meant: only those it listed, and what the caller says about them must be what the
 * bank says. Numbers that fail their check digits come from test banks: a warning, not an error (bank A.7).
 */
export function decideAccounts(offered: readonly OfferedAccount[], wish: AccountWish): AccountDecision {
  const { accountIds, accountNumber, accountName } = wish;
  const path = wish.isOne ? 'account_id' : 'account_ids';
  if (accountIds.length === 0)
    return { kind: 'refused', code: 'invalid_request', path, message: 'account_id or account_ids is needed' };
  const wanted = new Set(accountIds);
  const accounts = offered.filter(({ accountId }) => wanted.has(accountId));
  if (accounts.length < wanted.size)
    return { kind: 'refused', code: 'unknown_account', path, message: 'the bank did not list it' };
  if (accountNumber !== undefined && !accounts.some((account) => isAccountNumberOf(accountNumber, account)))
    return differs('account_number');
  if (accountName !== undefined && !accounts.some(({ name }) => name?.trim() === accountName.trim()))
    return differs('account_name');
  const isSuspect = accounts.some((account) => !hasGoodDigits(account));
  return { kind: 'chosen', accounts, warnings: isSuspect ? ['An account number fails its check digits.'] : [] };
}

const differs = (path: string): AccountDecision => ({
  kind: 'refused',
  code: 'invalid_request',
  path,
  message: 'not what the bank says of this account',
});

const hasGoodDigits = ({ iban, bban }: OfferedAccount): boolean =>
  (iban === null || isIban(compactAccountNumber(iban))) && (bban === null || isKontonummer(compactAccountNumber(bban)));
