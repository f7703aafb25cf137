import { defineEntity, p } from '@mikro-orm/core';
import { Invoice } from './invoice.ts';
import { ownedParent, tenancy } from './tenancy.ts';
import { BankTransaction } from './transaction.ts';

/** A person said that the invoice does not belong to the row: the pair is never proposed again (matching 10). */
const VetoSchema = defineEntity({
  name: 'MatchVeto',
  tableName: 'match_vetoes',
  ...tenancy(),
  properties: {
    clientId: p.uuid().primary(),
    transactionId: p.uuid().primary(),
    transaction: ownedParent(BankTransaction, 'transaction_id'),
    invoiceId: p.uuid().primary(),
    invoice: ownedParent(Invoice, 'invoice_id'),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export class MatchVeto extends VetoSchema.class {}
VetoSchema.setClass(MatchVeto);

/** The kill switch of all clients: while one is not lifted, nothing is matched without a person (matching 9). */
const StopSchema = defineEntity({
  name: 'MatchingStop',
  tableName: 'matching_stops',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    reason: p.text(),
    stoppedAt: p.datetime().defaultRaw('now()'),
    liftedAt: p.datetime().nullable(),
  },
});
export class MatchingStop extends StopSchema.class {}
StopSchema.setClass(MatchingStop);
