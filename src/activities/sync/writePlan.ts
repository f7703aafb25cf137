import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { insertTransactions } from '../../db/sql/ledger/insertTransactions.ts';
import { updateTransactions } from '../../db/sql/ledger/updateTransactions.ts';
import type { CalendarDate } from '../../domain/calendarDate.ts';
import type { MergePlan } from '../../domain/ledger/mergePlan.ts';

/** Of 1,000 to 5,000, measured to be the best (ledger 15); and a statement stays below some MB. */
const rowsAtOnce = 2_500;

export interface PlanToWrite {
  readonly ref: RunAccountRef;
  readonly matchFrom: CalendarDate | null;
  readonly plan: MergePlan;
}
/** Ids of rows as the statements returned them: every count and event follows from these (ledger 9). */
export interface WrittenRows {
  readonly created: readonly string[];
  readonly updated: readonly string[];
}

/** Brings a plan into the tables, some thousands of rows a statement. */
export async function writePlan(
  em: EntityManager,
  { ref: { clientId, accountId, runId }, matchFrom, plan }: PlanToWrite,
): Promise<WrittenRows> {
  const created: string[] = [];
  for (const lot of inLots(plan.inserts)) {
    const rows = lot.map((insert) => ({ ...insert, id: randomUUIDv7() }));
    created.push(...(await insertTransactions(em, { clientId, accountId, runId, matchFrom, rows })));
  }
  const updated: string[] = [];
  for (const lot of inLots(plan.updates)) {
    const rows = lot.map((update) => ({ ...update, revisionId: randomUUIDv7() }));
    updated.push(...(await updateTransactions(em, { clientId, runId, rows })));
  }
  return { created, updated };
}

function inLots<T>(items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / rowsAtOnce) }, (_, lot) =>
    items.slice(lot * rowsAtOnce, (lot + 1) * rowsAtOnce),
  );
}
