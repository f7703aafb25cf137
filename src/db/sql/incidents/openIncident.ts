import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';

export interface SeenIncident {
  readonly bank: string;
  readonly code: string;
  readonly at: Date;
  /** Null: it keeps nobody from asking the bank. */
  readonly probeAt: Date | null;
}

/** Notes that it was met. `isNew`: it was not open yet, so somebody must be told (once an incident). */
export const openIncident = (
  em: EntityManager,
  { bank, code, at, probeAt }: SeenIncident,
): Promise<{ readonly id: string; readonly isNew: boolean }> =>
  queryOne<{ id: string; isNew: boolean }>(
    em,
    `insert into bank_incidents as i (id, bank, code, opened_at, last_seen_at, probe_at) values ($1, $2, $3, $4, $4, $5)
     on conflict (bank, code) where closed_at is null do update
       set occurrences = i.occurrences + 1, last_seen_at = greatest(i.last_seen_at, excluded.last_seen_at),
           probe_at = greatest(i.probe_at, excluded.probe_at)
     returning id, id = $1 as "isNew"`,
    [randomUUIDv7(), bank, code, at, probeAt],
  );
