import { z } from 'zod';
import { taskKindEntry } from '../../contracts/taskKinds.ts';
import type { StoredTask } from '../../db/sql/read/taskColumns.ts';
import { id, instantText } from './fields.ts';

export const taskStatus = z.enum(['open', 'closed']);

/** Work for a person that is no match (contract 3.2). */
export const taskItem = z
  .object({
    id,
    kind: z.string(),
    status: taskStatus,
    title: z.string(),
    hint: z.string().meta({ description: 'What to do, for a person' }),
    act: z.enum(['user', 'bank', 'operator']).nullable(),
    client_id: id,
    connection_id: id.nullable(),
    account_id: id.nullable(),
    run_id: id.nullable(),
    transaction_ids: z.array(id),
    data: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .meta({ description: 'Dates, counts and codes of the kind' }),
    created_at: instantText,
    closed_at: instantText.nullable(),
    closed_by: z.string().nullable().meta({ description: 'An API key, or `workflow` where it went away by itself' }),
  })
  .meta({ id: 'Task' });

/** A stored task as the contract's item, in words for a person. */
export function presentTask(task: StoredTask): z.input<typeof taskItem> {
  const { title, hint, act } = taskKindEntry(task.kind);
  return {
    id: task.id,
    kind: task.kind,
    status: task.status,
    title,
    hint,
    act,
    client_id: task.clientId,
    connection_id: task.connectionId,
    account_id: task.accountId,
    run_id: task.runId,
    transaction_ids: [...task.transactionIds],
    data: task.data,
    created_at: task.createdAt,
    closed_at: task.closedAt,
    closed_by: task.closedBy,
  };
}
