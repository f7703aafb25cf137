import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventType } from '../../../contracts/events.ts';
import { query } from '../../tenantScope.ts';

/** Ids and counts only (contract 3.2). */
export interface EventData {
  readonly connection_id?: string;
  readonly sync_run_id?: string;
  readonly ids?: Readonly<Record<string, readonly string[]>>;
  readonly counts?: Readonly<Record<string, number>>;
  /** Of `match.undone`: the ERP has the match in its ledger. */
  readonly was_posted?: boolean;
}

/** Writes events in the transaction of the change they tell of (D-1). No event, no statement. */
export async function addOutboxEvents(
  em: EntityManager,
  clientId: string,
  events: readonly { readonly type: EventType; readonly data: EventData }[],
): Promise<void> {
  if (events.length === 0) return;
  // Within a millisecond such ids come in any order; put in order they keep that of the events, and so does a list.
  const ids = events.map(() => randomUUIDv7()).toSorted();
  const rows = events.map(({ type, data }, index) => ({
    id: ids[index],
    type,
    data: { client_id: clientId, ...data },
  }));
  await query(
    em,
    `insert into outbox_events (id, client_id, type, data)
     select r.id, $1, r.type, r.data from json_to_recordset($2) as r(id uuid, type text, data jsonb)`,
    [clientId, JSON.stringify(rows)],
  );
}
