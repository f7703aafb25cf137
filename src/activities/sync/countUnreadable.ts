import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { countUnaccepted } from '../../db/sql/ledger/countUnaccepted.ts';
import { lockOpenTask } from '../../db/sql/tasks/lockOpenTask.ts';
import { updateTaskData } from '../../db/sql/tasks/updateTaskData.ts';

/** The kind, and in an account the subject, of the task about entries that cannot be understood. */
export const unreadableTask = 'entries_unreadable';

/**
 * How many entries in an account's quarantine wait for a person, the merge's own included; its open task tells as many
 * from now on, as who closes it accepts what it counts (ledger 8). The task is held first: it may be in somebody's hands.
 */
export async function countUnreadable(
  em: EntityManager,
  ref: RunAccountRef,
  { toStore }: { readonly toStore: readonly unknown[] },
): Promise<number> {
  const task = await lockOpenTask(em, ref, unreadableTask);
  const entries = (await countUnaccepted(em, ref)) + toStore.length;
  if (task !== null && entries > 0) await updateTaskData(em, ref.clientId, { id: task.id, data: { entries } });
  return entries;
}
