import { defineEntity, p } from '@mikro-orm/core';

/**
 * What a bank holds against this service as a whole, or does to very many persons at once: of no client. One is
 * open for each bank and code, so an operator is told of it once.
 */
const BankIncidentSchema = defineEntity({
  name: 'BankIncident',
  tableName: 'bank_incidents',
  uniques: [{ name: 'bank_incidents_one_open', properties: ['bank', 'code'], where: `"closed_at" is null` }],
  properties: {
    id: p.uuid().primary(),
    bank: p.text(),
    /** Of the error table, or `bank_clock_is_off`. */
    code: p.text(),
    /** How often it was met. */
    occurrences: p.integer().default(1),
    openedAt: p.datetime().defaultRaw('now()'),
    lastSeenAt: p.datetime().defaultRaw('now()'),
    /** Nobody asks the bank before; then one does. Null: the incident keeps nobody from asking. */
    probeAt: p.datetime().nullable(),
    closedAt: p.datetime().nullable(),
  },
});
export class BankIncident extends BankIncidentSchema.class {}
BankIncidentSchema.setClass(BankIncident);
