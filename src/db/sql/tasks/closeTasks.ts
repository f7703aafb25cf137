import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { taskSubject } from './taskSubject.ts';

/** Ends open tasks of an account whose trouble went away by itself, by their subjects. Returns the ids of those that were open. */
export async function closeTasks(
  em: EntityManager,
  { clientId, accountId }: { readonly clientId: string; readonly accountId: string },
  subjects: readonly string[],
): Promise<string[]> {
  if (subjects.length === 0) return [];
  const closed = await query<{ id: string }>(
    em,
    `update tasks set status = 'closed', closed_at = now(), closed_by = 'workflow'
     where client_id = $1 and subject = any($2) and status = 'open'
     returning id`,
    [clientId, subjects.map((subject) => taskSubject(accountId, subject))],
  );
  return closed.map(({ id }) => id);
}
