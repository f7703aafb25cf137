import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

/** An entry that cannot be understood, where it stands in the archived pages, and what the bank sent, encrypted. */
export interface QuarantinedEntryRow {
  readonly pageNo: number;
  readonly position: number;
  readonly reason: string;
  readonly bookingDate: CalendarDate | null;
  readonly raw: Buffer;
  /** Hex, of what the bank sent. */
  readonly rawSha256: string;
  readonly keyId: string;
  readonly kdfSalt: Buffer;
  readonly kdfIterations: number;
}

/** Entries that cannot be understood are kept (ledger 8), longer than their pages. */
export async function insertQuarantined(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  entries: readonly QuarantinedEntryRow[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    id: randomUUIDv7(),
    page_no: entry.pageNo,
    position: entry.position,
    reason: entry.reason,
    booking_date: entry.bookingDate,
    raw: entry.raw.toString('hex'),
    raw_sha256: entry.rawSha256,
    key_id: entry.keyId,
    kdf_salt: entry.kdfSalt.toString('hex'),
    kdf_iterations: entry.kdfIterations,
  }));
  await query(
    em,
    `insert into quarantined_entries (id, client_id, run_id, account_id, page_no, position, reason, booking_date, raw,
                                      raw_sha256, key_id, kdf_salt, kdf_iterations)
     select r.id, $1, $2, $3, r.page_no, r.position, r.reason, r.booking_date, decode(r.raw, 'hex'),
            decode(r.raw_sha256, 'hex'), r.key_id, decode(r.kdf_salt, 'hex'), r.kdf_iterations
     from json_to_recordset($4) as r(id uuid, page_no int, position int, reason text, booking_date date, raw text,
       raw_sha256 text, key_id text, kdf_salt text, kdf_iterations int)`,
    [clientId, runId, accountId, JSON.stringify(rows)],
  );
}
