import { defineEntity, p } from '@mikro-orm/core';
import { ownedByClient, tenancy } from './tenancy.ts';

/** Events, written in the transaction of the change they tell of (D-1); bodies hold ids and counts only. */
const OutboxSchema = defineEntity({
  name: 'OutboxEvent',
  tableName: 'outbox_events',
  ...tenancy({ router: 'read' }),
  indexes: [{ name: 'outbox_events_undelivered', properties: ['createdAt'], where: `"delivered_at" is null` }],
  properties: {
    ...ownedByClient(),
    type: p.text(),
    data: p.json().$type<Record<string, unknown>>(),
    createdAt: p.datetime().defaultRaw('now()'),
    deliveredAt: p.datetime().nullable(),
  },
});
export class OutboxEvent extends OutboxSchema.class {}
OutboxSchema.setClass(OutboxEvent);

/** Who did what to which row: append-only (no role may update or delete), written with the change (C-19). */
const AuditSchema = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entries',
  ...tenancy(),
  indexes: [{ name: 'audit_entries_by_time', properties: ['clientId', 'createdAt'] }],
  properties: {
    ...ownedByClient(),
    kind: p.text(),
    actor: p.text(),
    action: p.text(),
    subjectId: p.text().nullable(),
    data: p.json().$type<Record<string, unknown>>(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export class AuditEntry extends AuditSchema.class {}
AuditSchema.setClass(AuditEntry);
