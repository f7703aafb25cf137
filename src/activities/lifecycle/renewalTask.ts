import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionRef } from '../../contracts/connection.ts';
import { closeTasks } from '../../db/sql/tasks/closeTasks.ts';
import { openTasks } from '../../db/sql/tasks/openTasks.ts';

const subject = 'consent_to_renew';

/** Asks a person for a new consent (contract 3.2): one open task a connection, from the first notice on. */
export async function askForRenewal(
  em: EntityManager,
  { clientId, connectionId }: ConnectionRef,
  { reason, consentExpiresMs }: { readonly reason: string | null; readonly consentExpiresMs: number | null },
): Promise<void> {
  const consentExpiresAt = consentExpiresMs === null ? null : new Date(consentExpiresMs).toISOString();
  await openTasks(em, { clientId, connectionId, accountId: null, runId: null }, [
    { kind: subject, subject, transactionIds: [], data: { consent_expires_at: consentExpiresAt, reason } },
  ]);
}

/** A new consent is there, or none is wanted any more. */
export async function closeRenewalTask(em: EntityManager, { clientId, connectionId }: ConnectionRef): Promise<void> {
  await closeTasks(em, { clientId, connectionId }, [subject]);
}
