import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';

/** Where an entry that cannot be understood stands in the archived pages. */
export interface UnreadableEntry {
  readonly pageNo: number;
  readonly position: number;
  readonly reason: string;
}

/** Entries that cannot be understood are kept and counted (ledger 8); what the bank sent is in the page. Returns how many. */
export async function insertQuarantined(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  entries: readonly UnreadableEntry[],
): Promise<number> {
  if (entries.length === 0) return 0;
  const rows = entries.map(({ pageNo, position, reason }) => ({
    id: randomUUIDv7(),
    page_no: pageNo,
    position,
    reason,
  }));
  const written = await query(
    em,
    `insert into quarantined_entries (id, client_id, run_id, account_id, page_no, position, reason)
     select r.id, $1, $2, $3, r.page_no, r.position, r.reason
     from json_to_recordset($4) as r(id uuid, page_no int, position int, reason text)
     returning id`,
    [clientId, runId, accountId, JSON.stringify(rows)],
  );
  return written.length;
}
