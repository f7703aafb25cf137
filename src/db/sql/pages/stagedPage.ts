import type { DayDigest } from '../../../domain/ledger/dayDigest.ts';

export interface StagedPage {
  readonly pageNo: number;
  readonly pageKey: string;
  /** Hex. */
  readonly bodySha256: string;
  readonly body: Buffer;
  readonly keyId: string;
  readonly kdfSalt: Buffer;
  readonly kdfIterations: number;
  /** Null: it was the last of its read. */
  readonly nextCursor: string | null;
  /** Entries that cannot be understood; of the others, a digest for each date. */
  readonly unreadable: number;
  readonly days: readonly DayDigest[];
  readonly fetchedAt: Date;
}

/** The values of a page, `$6` to `$16` of the statements that stage one. */
export const pageValues = (page: StagedPage): readonly unknown[] => [
  page.nextCursor,
  page.pageNo,
  page.pageKey,
  Buffer.from(page.bodySha256, 'hex'),
  page.body,
  page.keyId,
  page.kdfSalt,
  page.kdfIterations,
  page.unreadable,
  JSON.stringify(page.days),
  page.fetchedAt,
];

/**
 * Puts a page into its place for each row of `part`; the purpose is `$4`. An upsert: fetched again after a crash, the page
 * takes its own place.
 */
export const insertPageOf = (part: string): string =>
  `insert into sync_pages (client_id, run_id, account_id, purpose, page_no, page_key, body_sha256, body, key_id,
                           kdf_salt, kdf_iterations, unreadable, days, fetched_at)
   select client_id, run_id, account_id, $4, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 from ${part}
   on conflict (client_id, run_id, account_id, purpose, page_no) do update
   set page_key = excluded.page_key, body_sha256 = excluded.body_sha256, body = excluded.body,
       key_id = excluded.key_id, kdf_salt = excluded.kdf_salt, kdf_iterations = excluded.kdf_iterations,
       unreadable = excluded.unreadable, days = excluded.days, fetched_at = excluded.fetched_at
   returning page_no`;
