import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

/** The part of a run for one account, and whom it is read for. */
export interface PartRow {
  readonly state: 'reading' | 'staged' | 'merged' | 'partial' | 'parked';
  readonly code: string | null;
  readonly pages: number;
  readonly rows: number;
  readonly newRows: number;
  readonly changedRows: number;
  readonly windowFrom: CalendarDate;
  readonly windowTo: CalendarDate;
  /** The window reaches back over the whole history. */
  readonly deep: boolean;
  /** Rounds of single dates read again so far (ledger 5). */
  readonly rereadRounds: number;
  /** Of the latest attempt to read (D-3); a bigint as text. */
  readonly fence: string;
  readonly runStatus: string;
  readonly connectionId: string;
  readonly attended: boolean;
  /** Somebody asked for the run, present or not: it may use the read that is kept back (D-12). */
  readonly isAskedFor: boolean;
  /** Bank ids that were demoted for the connection, by their field; null: none was. */
  readonly demotedIds: Readonly<Record<string, unknown>> | null;
  /** The account has been connected anew, under another connection, since the run was opened. */
  readonly isMoved: boolean;
  /** The account's id at the bank. */
  readonly bankAccountId: string;
}

/** Null: the client has no such part. */
export async function readPart(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
): Promise<PartRow | null> {
  const [row] = await query<PartRow>(
    em,
    `select p.state, p.code, p.pages, p.rows, p.new_rows as "newRows", p.changed_rows as "changedRows",
            p.window_from as "windowFrom", p.window_to as "windowTo", p.deep,
            p.reread_rounds as "rereadRounds", p.fence, r.status as "runStatus",
            r.connection_id as "connectionId", r.attended,
            r.trigger in ('first', 'manual') or exists (
              select from sync_requests q where q.client_id = r.client_id and q.run_id = r.id
            ) as "isAskedFor",
            c.id_policy as "demotedIds",
            a.connection_id <> r.connection_id as "isMoved", a.bank_account_id as "bankAccountId"
     from sync_run_accounts p
     join sync_runs r on r.client_id = p.client_id and r.id = p.run_id
     join bank_connections c on c.client_id = r.client_id and c.id = r.connection_id
     join bank_accounts a on a.client_id = p.client_id and a.id = p.account_id
     where p.client_id = $1 and p.run_id = $2 and p.account_id = $3`,
    [clientId, runId, accountId],
  );
  return row ?? null;
}
