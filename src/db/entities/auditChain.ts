import { defineEntity, p } from '@mikro-orm/core';
import { tenancy } from './tenancy.ts';

/** An operator's change is audited by a trigger that runs as her (contract 3.3). */
export const operatorInsert = {
  name: 'operator_insert',
  command: 'insert' as const,
  roles: ['kontosync_operator'],
  check: 'true',
};

/** For what an operator adds to and cannot read. */
export const addedToByOperators = () => {
  const { rowLevelSecurity, policies } = tenancy();
  return { rowLevelSecurity, policies: [...policies, operatorInsert] };
};

/** Whoever may write an entry seals it when it commits, and looks up the seal before (`audit_seal`). */
const sealedBy = (table: string, access: { readonly router?: 'read' } = {}) => {
  const { rowLevelSecurity, policies } = tenancy({ ...access, operator: 'read' });
  return {
    rowLevelSecurity,
    policies: [...policies, operatorInsert],
    tableName: table,
  };
};

/** The migration holds the function: the drift check compares triggers by name alone. */
export const appendOnly = (table: string) => ({
  name: `${table}_append_only`,
  timing: 'before' as const,
  events: ['update' as const, 'delete' as const],
  expression: `create trigger "${table}_append_only" before update or delete on ${table} for each row execute function audit_append_only()`,
});

/**
 * The chain over a client's entries (C-19): `hash` is SHA-256 of the hash before it and the entry in its canonical form.
 * A deferred trigger writes it at the commit of the entry's own transaction, so that no lock is held while work goes on.
 */
const SealSchema = defineEntity({
  name: 'AuditSeal',
  ...sealedBy('audit_seals'),
  uniques: [{ name: 'audit_seals_one_an_entry', properties: ['clientId', 'entryId'] }],
  triggers: [appendOnly('audit_seals')],
  properties: {
    clientId: p.uuid().primary(),
    /** From 1, without gaps, in the order of commits. */
    seq: p.bigint().primary(),
    entryId: p.uuid(),
    hash: p.blob(),
  },
});
export class AuditSeal extends SealSchema.class {}
SealSchema.setClass(AuditSeal);

/**
 * Who the person behind an entry is, as the ERP calls her. The chain holds HMAC-SHA256(salt, name) only, so that she can be
 * forgotten without breaking it; and with the salt gone nobody can try out names.
 */
const PersonSchema = defineEntity({
  name: 'AuditPerson',
  tableName: 'audit_persons',
  ...addedToByOperators(),
  properties: {
    clientId: p.uuid().primary(),
    entryId: p.uuid().primary(),
    userRef: p.text(),
    salt: p.blob(),
  },
});
export class AuditPerson extends PersonSchema.class {}
PersonSchema.setClass(AuditPerson);

/** How far a client's chain was found right; made with its first seal. */
const CheckSchema = defineEntity({
  name: 'AuditCheck',
  ...sealedBy('audit_checks', { router: 'read' }),
  properties: {
    clientId: p.uuid().primary(),
    seq: p.bigint().defaultRaw('0'),
    /** Of that seal; null: none was looked at yet. */
    hash: p.blob().nullable(),
    checkedAt: p.datetime().nullable(),
    /** When the whole chain was gone through last. */
    wholeAt: p.datetime().nullable(),
    /** The first entry that is not as it was written; null: all are. */
    brokenEntryId: p.uuid().nullable(),
    brokenBecause: p.text().nullable(),
  },
});
export class AuditCheck extends CheckSchema.class {}
CheckSchema.setClass(AuditCheck);
