import { defineEntity, p } from '@mikro-orm/core';
import { BankAccount } from './account.ts';
import { ownedParent, tenancy } from './tenancy.ts';

/** Reads without a person for each account, endpoint and day of the bank (D-12): reserved before the call. */
const BankReadsSchema = defineEntity({
  name: 'UnattendedBankReads',
  tableName: 'unattended_bank_reads',
  ...tenancy({ router: 'read', expires: `bank_day < (CURRENT_DATE - 35)` }),
  properties: {
    clientId: p.uuid().primary(),
    accountId: p.uuid().primary(),
    account: ownedParent(BankAccount, 'account_id'),
    /** `transactions` or `balances`. */
    endpoint: p.text().primary(),
    /** In the bank's zone. */
    bankDay: p.date().primary(),
    used: p.integer(),
    /** The bank has said that there are no more today. */
    closed: p.boolean().default(false),
  },
});
export class UnattendedBankReads extends BankReadsSchema.class {}
BankReadsSchema.setClass(UnattendedBankReads);
