import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { appendChanges } from '../../db/sql/changes/appendChanges.ts';
import { addOutboxEvents } from '../../db/sql/effects/addOutboxEvents.ts';
import { namedIds } from '../../db/sql/effects/namedIds.ts';
import type { WrittenRows } from './writePlan.ts';

/** Events and the feed of changes, of the rows that a merge wrote and of no others (I18). Call it last in the transaction. */
export async function tellMerge(
  em: EntityManager,
  { clientId, runId }: RunAccountRef,
  { connectionId, written }: { readonly connectionId: string; readonly written: WrittenRows },
): Promise<void> {
  const { created, ended } = written;
  // A row that took over a person's decision has a revision too.
  const updated = [...written.updated, ...written.ignored];
  const about = { connection_id: connectionId, sync_run_id: runId };
  const events = [
    { type: 'transactions.created' as const, ids: created },
    { type: 'transactions.updated' as const, ids: updated },
    { type: 'transactions.withdrawn' as const, ids: ended.map(({ id }) => id) },
  ];
  await addOutboxEvents(
    em,
    clientId,
    events.flatMap(({ type, ids }) =>
      ids.length === 0 ? [] : [{ type, data: { ...about, ...namedIds('transactions', ids) } }],
    ),
  );
  await appendChanges(em, clientId, [
    ...created.map((transactionId) => ({ transactionId, change: 'created' as const })),
    ...written.updated.map((transactionId) => ({ transactionId, change: 'updated' as const })),
    ...written.ignored.map((transactionId) => ({ transactionId, change: 'match_changed' as const })),
    ...ended.map(({ id, status }) => ({ transactionId: id, change: status })),
  ]);
}
