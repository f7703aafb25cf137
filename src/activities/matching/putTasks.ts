import type { EntityManager } from '@mikro-orm/postgresql';
import type { WaitingRow } from '../../db/sql/matching/listWaitingRows.ts';
import { closeTasks } from '../../db/sql/tasks/closeTasks.ts';
import { listClosedSubjects } from '../../db/sql/tasks/listClosedSubjects.ts';
import { openTasks } from '../../db/sql/tasks/openTasks.ts';
import { taskSubject } from '../../db/sql/tasks/taskSubject.ts';
import { type TaskKind, taskKinds } from '../../domain/matching/decision.ts';

export interface RowWithTask {
  readonly row: WaitingRow;
  /** Null: what was open of the row is done. */
  readonly task: TaskKind | null;
}

const subjectOf = (kind: TaskKind, { id }: WaitingRow): string => `${kind}/${id}`;

/** Opens what is a person's work and no choice among candidates (matching 7), closes what is no more. */
export async function putTasks(
  em: EntityManager,
  clientId: string,
  rows: readonly RowWithTask[],
  runId: string | null,
): Promise<void> {
  for (const [accountId, ofAccount] of Map.groupBy(rows, ({ row }) => row.accountId)) {
    const [first] = ofAccount;
    if (first === undefined) continue;
    const gone = ofAccount.flatMap(({ row, task }) =>
      taskKinds.filter((kind) => kind !== task).map((kind) => subjectOf(kind, row)),
    );
    await closeTasks(em, { clientId, accountId }, gone);
    const wanted = ofAccount.flatMap(({ row, task }) =>
      task === null ? [] : [{ kind: task, subject: subjectOf(task, row), transactionIds: [row.id], data: {} }],
    );
    const closed = await listClosedSubjects(
      em,
      clientId,
      wanted.map(({ subject }) => taskSubject(accountId, subject)),
    );
    await openTasks(
      em,
      { clientId, connectionId: first.row.connectionId, accountId, runId },
      wanted.filter(({ subject }) => !closed.has(taskSubject(accountId, subject))),
    );
  }
}
