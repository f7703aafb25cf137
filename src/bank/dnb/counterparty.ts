import type { TransactionDetails } from '../../domain/ledger/bookedEntry.ts';
import { type AccountReference, accountNames } from './textFields.ts';

interface Party {
  readonly name: string | null;
  readonly account: AccountReference;
}

/** What is read of a row: both of its sides. */
export interface Parties {
  readonly creditorName: string | null;
  readonly creditorAccount: AccountReference;
  readonly debtorName: string | null;
  readonly debtorAccount: AccountReference;
}

/**
 * The other side: whom we paid, or who paid us. The sign decides which that is (ledger 3), but our own account is never
 * the counterparty: where a bank has swapped the sides (Q18), it is the side that is left.
 */
export function readCounterparty(
  { creditorName, creditorAccount, debtorName, debtorAccount }: Parties,
  amountMinor: bigint,
  own: AccountReference,
): Pick<TransactionDetails, 'counterpartyName' | 'counterpartyAccount'> {
  const creditor = { name: creditorName, account: creditorAccount };
  const debtor = { name: debtorName, account: debtorAccount };
  const [expected, opposite] = amountMinor < 0n ? [creditor, debtor] : [debtor, creditor];
  if (!isOurs(expected, own)) return asDetails(expected);
  return isOurs(opposite, own) || accountNames(opposite.account).length === 0
    ? { counterpartyName: null, counterpartyAccount: null }
    : asDetails(opposite);
}

function isOurs({ account }: Party, own: AccountReference): boolean {
  const ownNames = new Set(accountNames(own));
  return accountNames(account).some((name) => ownNames.has(name));
}

const asDetails = ({ name, account }: Party): Pick<TransactionDetails, 'counterpartyName' | 'counterpartyAccount'> => ({
  counterpartyName: name,
  counterpartyAccount: account.bban ?? account.iban,
});
