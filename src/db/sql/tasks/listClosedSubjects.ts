import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Which of the subjects a person has closed already: such a task is not put before anybody again. */
export async function listClosedSubjects(
  em: EntityManager,
  clientId: string,
  subjects: readonly string[],
): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set();
  const rows = await query<{ subject: string }>(
    em,
    `select distinct subject from tasks
     where client_id = $1 and subject = any($2) and status = 'closed' and closed_by <> 'workflow'`,
    [clientId, subjects],
  );
  return new Set(rows.map(({ subject }) => subject));
}
