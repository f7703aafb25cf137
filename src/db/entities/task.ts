import { defineEntity, p } from '@mikro-orm/core';
import { ownedByClient, ownedKey, tenancy } from './tenancy.ts';

export const TaskStatus = { Open: 'open', Closed: 'closed' } as const;

/** Work for a person that is no match (contract 3.2). Ids, dates, codes and counts; what to do stands in the table of kinds. */
const TaskSchema = defineEntity({
  name: 'Task',
  tableName: 'tasks',
  ...tenancy({ router: 'read' }),
  uniques: [
    ownedKey,
    // A trouble that goes on has one task, however many nights it is found again.
    { name: 'tasks_one_open', properties: ['clientId', 'subject'], where: `"status" = 'open'` },
  ],
  indexes: [
    { name: 'tasks_by_status', properties: ['clientId', 'status', 'id'] },
    // The watchdog asks each minute whether somebody was told already, by a task of any status.
    { name: 'tasks_by_subject', properties: ['clientId', 'subject'] },
    // And which of its open alerts are over, across clients: few of all tasks are open, fewer are alerts.
    { name: 'tasks_open_by_kind', properties: ['kind', 'clientId', 'id'], where: `"status" = 'open'` },
  ],
  properties: {
    ...ownedByClient(),
    kind: p.text(),
    /** What it is about, such as `gap/<account>/2026-03-01`: the same subject is the same task. */
    subject: p.text(),
    status: p.enum(() => TaskStatus).default('open'),
    connectionId: p.uuid().nullable(),
    accountId: p.uuid().nullable(),
    runId: p.uuid().nullable(),
    transactionIds: p.json().$type<readonly string[]>().defaultRaw(`'[]'`),
    data: p.json().$type<Record<string, string | number | boolean | null>>().defaultRaw(`'{}'`),
    createdAt: p.datetime().defaultRaw('now()'),
    closedAt: p.datetime().nullable(),
    /** A principal's id, or `workflow` where the trouble went away by itself. */
    closedBy: p.text().nullable(),
  },
});
export class Task extends TaskSchema.class {}
TaskSchema.setClass(Task);
