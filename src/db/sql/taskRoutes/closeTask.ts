import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { addAuditEntries } from '../effects/addAuditEntries.ts';
import { type StoredTask, taskColumns } from '../read/taskColumns.ts';

export interface TaskClosing {
  readonly clientId: string;
  readonly taskId: string;
  /** A principal's id. */
  readonly actor: string;
  /** The ERP's id of the person who acts. */
  readonly user: string | null;
}

/**
 * Ends a task by a person, with its audit entry; one that is closed already stays as it is. Null: the client has none
 * with this id. Closing `entries_unreadable` accepts as many of the account's quarantined entries as it tells of (ledger 8).
 */
export async function closeTask(
  em: EntityManager,
  { clientId, taskId, actor, user }: TaskClosing,
): Promise<StoredTask | null> {
  const seen = await readTask(em, clientId, taskId);
  if (seen?.status !== 'open') return seen;
  const [closed] = await query<StoredTask>(
    em,
    `update tasks t set status = 'closed', closed_at = now(), closed_by = $3
     where t.client_id = $1 and t.id = $2 and t.status = 'open'
     returning ${taskColumns}`,
    [clientId, taskId, actor],
  );
  if (closed === undefined) return readTask(em, clientId, taskId);
  const accepted = closed.kind === 'entries_unreadable' ? await acceptQuarantined(em, clientId, seen) : 0;
  await addAuditEntries(em, clientId, [
    {
      kind: 'change',
      actor,
      action: 'task.close',
      subjectId: taskId,
      data: {
        kind: closed.kind,
        ...(accepted === 0 ? {} : { accepted_entries: accepted }),
        ...(user === null ? {} : { user }),
      },
    },
  ]);
  return closed;
}

async function readTask(em: EntityManager, clientId: string, taskId: string): Promise<StoredTask | null> {
  const [task] = await query<StoredTask>(
    em,
    `select ${taskColumns} from tasks t where t.client_id = $1 and t.id = $2`,
    [clientId, taskId],
  );
  return task ?? null;
}

/** The oldest, as many as the task told of: a merge that was waited for may have brought more, which have another task. */
async function acceptQuarantined(
  em: EntityManager,
  clientId: string,
  { accountId, data }: Pick<StoredTask, 'accountId' | 'data'>,
): Promise<number> {
  const accepted = await query(
    em,
    `update quarantined_entries set accepted_at = now()
     where client_id = $1 and id in (
       select id from quarantined_entries
       where client_id = $1 and account_id = $2 and accepted_at is null and raw_sha256 is not null
       order by id limit $3::int
     )
     returning 1`,
    [clientId, accountId, data['entries'] ?? null],
  );
  return accepted.length;
}
