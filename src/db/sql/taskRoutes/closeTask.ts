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
 * with this id. Closing `entries_unreadable` accepts the account's quarantined entries (ledger 8).
 */
export async function closeTask(
  em: EntityManager,
  { clientId, taskId, actor, user }: TaskClosing,
): Promise<StoredTask | null> {
  const [closed] = await query<StoredTask>(
    em,
    `update tasks t set status = 'closed', closed_at = now(), closed_by = $3
     where t.client_id = $1 and t.id = $2 and t.status = 'open'
     returning ${taskColumns}`,
    [clientId, taskId, actor],
  );
  if (closed === undefined) {
    const [stored] = await query<StoredTask>(
      em,
      `select ${taskColumns} from tasks t where t.client_id = $1 and t.id = $2`,
      [clientId, taskId],
    );
    return stored ?? null;
  }
  const accepted = closed.kind === 'entries_unreadable' ? await acceptQuarantined(em, clientId, closed.accountId) : 0;
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

async function acceptQuarantined(em: EntityManager, clientId: string, accountId: string | null): Promise<number> {
  const accepted = await query(
    em,
    `update quarantined_entries set accepted_at = now()
     where client_id = $1 and account_id = $2 and accepted_at is null
     returning 1`,
    [clientId, accountId],
  );
  return accepted.length;
}
