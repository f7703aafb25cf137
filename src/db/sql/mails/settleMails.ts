import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface SettledMail {
  readonly id: string;
  readonly end: 'sent' | 'given_up' | 'waiting';
  /** Digests of the addresses that need no further attempt, those of attempts before included. */
  readonly settled: readonly string[];
  /** Of this attempt. */
  readonly accepted: number;
  readonly refused: number;
  /** Why it waits or was given up, or what the last refused address got; null: all went well. */
  readonly code: string | null;
}

/** Records what became of a client's mails. What is done keeps no trace of an address. */
export async function settleMails(
  em: EntityManager,
  clientId: string,
  { mails, at, retryAt }: { readonly mails: readonly SettledMail[]; readonly at: Date; readonly retryAt: Date },
): Promise<void> {
  await query(
    em,
    `update mails m set
       accepted = m.accepted + s.accepted, refused = m.refused + s.refused, last_code = s.code,
       settled_recipients = case s.end when 'waiting' then s.settled else '[]' end,
       next_attempt_at = case s.end when 'waiting' then $4 else m.next_attempt_at end,
       sent_at = case s.end when 'sent' then $3::timestamptz end,
       given_up_at = case s.end when 'given_up' then $3::timestamptz end
     from json_to_recordset($2) as s(id uuid, "end" text, settled jsonb, accepted int, refused int, code text)
     where m.client_id = $1 and m.id = s.id and m.sent_at is null and m.given_up_at is null`,
    [clientId, JSON.stringify(mails), at, retryAt],
  );
}
