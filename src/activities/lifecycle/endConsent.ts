import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionRef } from '../../contracts/connection.ts';
import { readConnectionState } from '../../db/sql/connections/readConnectionState.ts';
import { setConnectionStatus } from '../../db/sql/connections/setConnectionStatus.ts';
import { askForRenewal } from './renewalTask.ts';

/**
 * The consent is gone: `needs_reconsent`, told once, with a task for the person. Nothing where the connection is in no
 * state that a consent can end.
 */
export async function endConsent(em: EntityManager, ref: ConnectionRef, code: string): Promise<void> {
  const isNew = await setConnectionStatus(em, { ...ref, to: 'needs_reconsent', reason: code, actor: 'workflow' });
  if (!isNew) return;
  const stored = await readConnectionState(em, ref);
  await askForRenewal(em, ref, { reason: code, consentExpiresMs: stored?.consentExpiresMs ?? null });
}
