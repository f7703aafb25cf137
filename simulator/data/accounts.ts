import type { BankAccount } from '../ledger/bank.ts';

/** An account in DNB's shape: no `resourceId` (bank A.4). */
export const accountShape = ({ id, iban, currency, name, owner }: BankAccount) => ({
  iban,
  bban: id,
  currency,
  name,
  bic: 'DNBANOKKXXX',
  _links: {
    balances: { href: `/v1/accounts/${id}/balances` },
    transactions: { href: `/v1/accounts/${id}/transactions` },
  },
  ownerName: owner,
});
export type ListedAccount = ReturnType<typeof accountShape>;
