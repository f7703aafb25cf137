import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { taskSubject } from './taskSubject.ts';

/** Ends open tasks of an account, or of a connection, whose trouble went away by itself, by their subjects. Returns the ids of those that were open. */
export async function closeTasks(
  em: EntityManager,
  owner:
    | { readonly clientId: string; readonly accountId: string }
    | { readonly clientId: string; readonly connectionId: string },
  subjects: readonly string[],
): Promise<string[]> {
  if (subjects.length === 0) return [];
  const ownerId = 'accountId' in owner ? owner.accountId : owner.connectionId;
  const closed = await query<{ id: string }>(
    em,
    `update tasks set status = 'closed', closed_at = now(), closed_by = 'workflow'
     where client_id = $1 and subject = any($2) and status = 'open'
     returning id`,
    [owner.clientId, subjects.map((subject) => taskSubject(ownerId, subject))],
  );
  return closed.map(({ id }) => id);
}
