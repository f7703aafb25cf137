import { type PolicyDef, p } from '@mikro-orm/core';

// NULLIF: after a transaction a pooled connection keeps '' for a variable that was set locally, and ''::uuid throws.
// (select …): evaluated once a statement instead of once a row; the alias is the one PostgreSQL itself would add, and
// without it each comparison with the database would want to make the policy anew (C-5).
const mine = `client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")`;

export type CrossClientAccess = 'none' | 'read' | 'write';

/**
 * Forced row-level security for a table of clients (C-5): the runtime roles see and write the rows of the client that
 * `withClient` has set. `router` opens rows (grants narrow it to columns) to `acrossClients`; `operator` to the person's
 * role of the operators' tables. `expires`: SQL of the rows that have served their time, which `acrossClients` may delete
 * (E-18), and no other.
 */
export function tenancy(access: { router?: CrossClientAccess; operator?: CrossClientAccess; expires?: string } = {}): {
  rowLevelSecurity: 'force';
  policies: PolicyDef[];
} {
  const policies: PolicyDef[] = [
    { name: 'client', roles: ['kontosync_app', 'kontosync_worker'], using: mine, check: mine },
  ];
  for (const role of ['router', 'operator'] as const) {
    const granted = access[role] ?? 'none';
    if (granted === 'none') continue;
    policies.push({ name: `${role}_read`, command: 'select', roles: [`kontosync_${role}`], using: 'true' });
    if (granted === 'write')
      policies.push({
        name: `${role}_write`,
        command: 'update',
        roles: [`kontosync_${role}`],
        using: 'true',
        check: 'true',
      });
  }
  if (access.expires !== undefined)
    policies.push({ name: 'router_delete', command: 'delete', roles: ['kontosync_router'], using: access.expires });
  return { rowLevelSecurity: 'force', policies };
}

/** The two columns of every row of a client. A function: property builders are mutable and must not be shared. */
export const ownedByClient = () => ({
  id: p.uuid().primary(),
  clientId: p.uuid(),
});

/** The target of composite foreign keys `(client_id, …)` (C-7). */
export const ownedKey = { properties: ['clientId' as const, 'id' as const] };

/**
 * The composite foreign key to a row of the same client (C-7): `client_id` and `column` name the parent's `client_id` and
 * `id`. The plain properties of both columns stand beside it, come first and are the ones to set; `nullable` says only
 * that the relation itself need not be given.
 */
export const ownedParent = (parent: EntityTarget, column: string) => () =>
  p
    .manyToOne(parent)
    .ref()
    .nullable()
    .deleteRule('restrict')
    .joinColumns('client_id', column)
    .referencedColumnNames('client_id', 'id');

type EntityTarget = Parameters<typeof p.manyToOne>[0];
