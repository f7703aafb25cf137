import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionRef } from '../../contracts/connection.ts';
import { readConnectionState } from '../../db/sql/connections/readConnectionState.ts';
import { setConnectionStatus } from '../../db/sql/connections/setConnectionStatus.ts';
import { wasRenewedSince } from '../../db/sql/connections/wasRenewedSince.ts';
import { lockConnection } from '../../db/sql/runs/lockConnection.ts';
import { askForRenewal } from './renewalTask.ts';

export interface EndedConsent {
  /** Of the error table. */
  readonly code: string;
  /** Since when whoever heard of it has worked with the consent (epoch milliseconds); null: it is known of the present one. */
  readonly heardSinceMs: number | null;
}

/**
 * The consent is gone: `needs_reconsent`, told once, with a task for the person. Nothing where the connection is in no
 * state that a consent can end. False, and nothing, where it was renewed meanwhile: a step in flight hears of the end of
 * the one before (D-18).
 */
export async function endConsent(
  em: EntityManager,
  ref: ConnectionRef,
  { code, heardSinceMs }: EndedConsent,
): Promise<boolean> {
  if (heardSinceMs !== null) {
    await lockConnection(em, ref.clientId, ref.connectionId);
    if (await wasRenewedSince(em, { ...ref, sinceMs: heardSinceMs })) return false;
  }
  const isNew = await setConnectionStatus(em, { ...ref, to: 'needs_reconsent', reason: code, actor: 'workflow' });
  if (!isNew) return true;
  const stored = await readConnectionState(em, ref);
  await askForRenewal(em, ref, { reason: code, consentExpiresMs: stored?.consentExpiresMs ?? null });
  return true;
}
