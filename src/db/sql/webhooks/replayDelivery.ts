import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Sends a delivery again from the start of the plan, whatever became of it. Runs inside `acrossClients`. */
export async function replayDelivery(em: EntityManager, id: string): Promise<void> {
  await query(
    em,
    `update webhook_deliveries
     set status = 'pending', attempts_before = attempts, next_attempt_at = now(), finished_at = null where id = $1`,
    [id],
  );
}
