import type { OfferedAccount } from '../db/entities/connection.ts';
import type { ConnectedAccountRow } from '../db/sql/connections/listConnectedAccounts.ts';
import { accountIdentity } from '../domain/accountIdentity.ts';

const keyOf = (identity: string, currency: string): string => `${identity} ${currency}`;
const keyOfOffered = (account: OfferedAccount): string => keyOf(accountIdentity(account), account.currency);

/**
 * Which of the accounts that a new consent offers are the connection's (D-18): found by IBAN or BBAN and currency, never
 * by the bank's id, which may change with each consent (bank B).
 */
export function relinkedAccounts(
  offered: readonly OfferedAccount[],
  connected: readonly ConnectedAccountRow[],
): readonly OfferedAccount[] {
  const had = new Set(connected.map(({ identity, currency }) => keyOf(identity, currency)));
  return offered.filter((account) => had.has(keyOfOffered(account)));
}

/** The connection's accounts that are not among those chosen from the new consent. */
export function missingAccounts(
  connected: readonly ConnectedAccountRow[],
  chosen: readonly OfferedAccount[],
): readonly ConnectedAccountRow[] {
  const granted = new Set(chosen.map(keyOfOffered));
  return connected.filter(({ identity, currency }) => !granted.has(keyOf(identity, currency)));
}
