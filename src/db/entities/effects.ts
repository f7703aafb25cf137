import { defineEntity, p } from '@mikro-orm/core';
import { addedToByOperators, appendOnly } from './auditChain.ts';
import { ownedByClient, ownedKey, tenancy } from './tenancy.ts';

/** Events, written in the transaction of the change they tell of (D-1); bodies hold ids and counts only. */
const OutboxSchema = defineEntity({
  name: 'OutboxEvent',
  tableName: 'outbox_events',
  ...tenancy({ router: 'write', expires: `created_at < (now() - '30 days'::interval)` }),
  uniques: [ownedKey],
  indexes: [
    { name: 'outbox_events_by_position', properties: ['position'] },
    { name: 'outbox_events_of_client', properties: ['clientId', 'position'] },
    { name: 'outbox_events_waiting', properties: ['id'], where: `"position" is null` },
  ],
  properties: {
    ...ownedByClient(),
    type: p.text(),
    data: p.json().$type<Record<string, unknown>>(),
    createdAt: p.datetime().defaultRaw('now()'),
    /**
     * Its place among all events, given when it is handed on; null: not yet. Rises in the order of commits, so that no
     * late one can slip behind a reader; microseconds of the epoch, so that it does so even after all were deleted.
     */
    position: p.bigint().nullable(),
  },
});
export class OutboxEvent extends OutboxSchema.class {}
OutboxSchema.setClass(OutboxEvent);

/** Who did what to which row: append-only (no role may update or delete), written with the change (C-19). */
const AuditSchema = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entries',
  ...addedToByOperators(),
  indexes: [{ name: 'audit_entries_by_time', properties: ['clientId', 'createdAt'] }],
  triggers: [
    appendOnly('audit_entries'),
    {
      name: 'audit_entries_sealed',
      timing: 'after',
      events: ['insert'],
      expression:
        'create constraint trigger "audit_entries_sealed" after insert on audit_entries deferrable initially deferred for each row execute function audit_seal()',
    },
  ],
  properties: {
    ...ownedByClient(),
    kind: p.text(),
    actor: p.text(),
    action: p.text(),
    subjectId: p.text().nullable(),
    data: p.json().$type<Record<string, unknown>>(),
    /** Of the person in `audit_persons`; null: none was named. */
    userDigest: p.blob().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export class AuditEntry extends AuditSchema.class {}
AuditSchema.setClass(AuditEntry);
