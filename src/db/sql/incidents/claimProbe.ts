import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The turn to ask a bank again during an incident: of all that want it one gets it, the next not before `nextAt`. */
export async function claimProbe(
  em: EntityManager,
  {
    bank,
    code,
    now,
    nextAt,
  }: { readonly bank: string; readonly code: string; readonly now: Date; readonly nextAt: Date },
): Promise<boolean> {
  const rows = await query(
    em,
    `update bank_incidents set probe_at = $4
     where bank = $1 and code = $2 and closed_at is null and probe_at <= $3
     returning id`,
    [bank, code, now, nextAt],
  );
  return rows.length === 1;
}
