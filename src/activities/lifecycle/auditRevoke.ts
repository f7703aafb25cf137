import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionRef } from '../../contracts/connection.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';

/** That grants were wiped, and whether the bank has confirmed before; in the transaction that wipes them. */
export const auditRevoke = (
  em: EntityManager,
  { clientId, connectionId }: ConnectionRef,
  data: { readonly confirmed: boolean; readonly grants: number },
): Promise<void> =>
  addAuditEntries(em, clientId, [
    { kind: 'bank_call', actor: 'workflow', action: 'grant.revoke', subjectId: connectionId, data },
  ]);
