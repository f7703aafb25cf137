import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { epochMs } from '../grants/epochMs.ts';

export interface OpenIncident {
  readonly code: string;
  readonly lastSeenMs: number;
  /** Null: it keeps nobody from asking. */
  readonly probeMs: number | null;
}

/** What is amiss at a bank just now. */
export const readOpenIncidents = (em: EntityManager, bank: string): Promise<OpenIncident[]> =>
  query<OpenIncident>(
    em,
    `select code, ${epochMs('last_seen_at')} as "lastSeenMs", ${epochMs('probe_at')} as "probeMs"
     from bank_incidents where bank = $1 and closed_at is null
     order by opened_at`,
    [bank],
  );
