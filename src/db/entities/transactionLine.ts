import { defineEntity, p } from '@mikro-orm/core';
import { ownedParent, tenancy } from './tenancy.ts';
import { BankTransaction } from './transaction.ts';

/** Payments that the bank booked as one sum, in the order in which they were told (matching 2). */
const LineSchema = defineEntity({
  name: 'TransactionLine',
  tableName: 'transaction_lines',
  ...tenancy(),
  properties: {
    clientId: p.uuid().primary(),
    transactionId: p.uuid().primary(),
    transaction: ownedParent(BankTransaction, 'transaction_id'),
    position: p.integer().primary(),
    /** Signed as the row. */
    amountMinor: p.bigint(),
    kid: p.text().nullable(),
    text: p.text().nullable(),
    counterpartyName: p.text().nullable(),
  },
});
export class TransactionLine extends LineSchema.class {}
LineSchema.setClass(TransactionLine);
