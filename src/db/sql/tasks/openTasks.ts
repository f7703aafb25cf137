import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionTaskKind } from '../../../domain/connectionTask.ts';
import type { LedgerTask, LedgerTaskKind } from '../../../domain/ledger/ledgerTask.ts';
import type { TaskKind as MatchingTaskKind } from '../../../domain/matching/decision.ts';
import { query } from '../../tenantScope.ts';
import { addOutboxEvents } from '../effects/addOutboxEvents.ts';
import { taskSubject } from './taskSubject.ts';

type TaskKind = LedgerTaskKind | ConnectionTaskKind | MatchingTaskKind;

/** What the tasks are about. `runId` null: no run found them. */
export interface TaskScope {
  readonly clientId: string;
  readonly connectionId: string;
  /** Null: the connection as a whole. */
  readonly accountId: string | null;
  readonly runId: string | null;
}
export interface NewTask extends Pick<LedgerTask, 'subject' | 'data'> {
  readonly kind: TaskKind;
  readonly transactionIds: readonly string[];
}
export interface OpenedTask {
  readonly id: string;
  readonly kind: TaskKind;
}

/**
 * Work for a person, with its `task.created` event. A subject that has an open task already keeps that one, however
 * often it is found again: only tasks that were really written are returned and told (ledger 9).
 */
export async function openTasks(
  em: EntityManager,
  { clientId, connectionId, accountId, runId }: TaskScope,
  tasks: readonly NewTask[],
): Promise<OpenedTask[]> {
  if (tasks.length === 0) return [];
  const records = tasks.map(({ kind, subject, transactionIds, data }) => ({
    id: randomUUIDv7(),
    kind,
    subject: taskSubject(accountId ?? connectionId, subject),
    transaction_ids: transactionIds,
    data,
  }));
  const opened = await query<OpenedTask>(
    em,
    `insert into tasks (id, client_id, kind, subject, connection_id, account_id, run_id, transaction_ids, data)
     select r.id, $1, r.kind, r.subject, $2, $3, $4, r.transaction_ids, r.data
     from json_to_recordset($5) as r(id uuid, kind text, subject text, transaction_ids jsonb, data jsonb)
     on conflict (client_id, subject) where status = 'open' do nothing
     returning id, kind`,
    [clientId, connectionId, accountId, runId, JSON.stringify(records)],
  );
  const about = { connection_id: connectionId, ...(runId === null ? {} : { sync_run_id: runId }) };
  await addOutboxEvents(
    em,
    clientId,
    opened.map(({ id }) => ({ type: 'task.created' as const, data: { ...about, ids: { tasks: [id] } } })),
  );
  return opened;
}
