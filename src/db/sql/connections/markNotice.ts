import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface GivenNotice {
  readonly clientId: string;
  readonly connectionId: string;
  readonly kind: 'notice' | 'reminder';
  readonly days: number;
}

/** Remembers the notice before a consent's end, or the reminder after it, so that each is given once (D-17). */
export async function markNotice(
  em: EntityManager,
  { clientId, connectionId, kind, days }: GivenNotice,
): Promise<void> {
  const column = kind === 'notice' ? 'consent_notice_days' : 'reconsent_reminder_days';
  await query(em, `update bank_connections set ${column} = $3, updated_at = now() where client_id = $1 and id = $2`, [
    clientId,
    connectionId,
    days,
  ]);
}
