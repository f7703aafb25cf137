import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { taskSubject } from './taskSubject.ts';

/** Holds an account's open task until the transaction ends: who is about to close it is waited for, or waits. Null: none is open. */
export async function lockOpenTask(
  em: EntityManager,
  { clientId, accountId }: { readonly clientId: string; readonly accountId: string },
  subject: string,
): Promise<{ readonly id: string } | null> {
  const [task] = await query<{ id: string }>(
    em,
    `select id from tasks where client_id = $1 and subject = $2 and status = 'open' for no key update`,
    [clientId, taskSubject(accountId, subject)],
  );
  return task ?? null;
}
