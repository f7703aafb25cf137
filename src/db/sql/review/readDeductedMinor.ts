import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';

/**
 * What was kept of the payments that a row holds: its lines of the other sign, such as a settlement's fee, together and
 * positive, in minor units. Zero for a row without lines. The row is held.
 */
export async function readDeductedMinor(em: EntityManager, clientId: string, transactionId: string): Promise<bigint> {
  const { deducted } = await queryOne<{ deducted: string }>(
    em,
    `select coalesce(sum(abs(l.amount_minor)), 0)::text as deducted
     from transaction_lines l join bank_transactions t on t.client_id = l.client_id and t.id = l.transaction_id
     where l.client_id = $1 and l.transaction_id = $2 and sign(l.amount_minor) <> sign(t.amount_minor)`,
    [clientId, transactionId],
  );
  return BigInt(deducted);
}
