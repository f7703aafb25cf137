import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface ClosedIncident {
  readonly id: string;
  readonly code: string;
  readonly occurrences: number;
}

/** Ends a bank's incidents of these codes that were last met at or before `lastSeenBy`; gives those that it has ended. */
export const closeIncidents = (
  em: EntityManager,
  { bank, codes, lastSeenBy, at }: { bank: string; codes: readonly string[]; lastSeenBy: Date; at: Date },
): Promise<ClosedIncident[]> =>
  query<ClosedIncident>(
    em,
    `update bank_incidents set closed_at = $4
     where bank = $1 and code = any($2) and last_seen_at <= $3 and closed_at is null
     returning id, code, occurrences`,
    [bank, codes, lastSeenBy, at],
  );
