import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { changeHolds } from '../../db/sql/ledger/changeHolds.ts';
import { clearMisses } from '../../db/sql/ledger/clearMisses.ts';
import { type EndedRow, endTransactions } from '../../db/sql/ledger/endTransactions.ts';
import { insertAliases } from '../../db/sql/ledger/insertAliases.ts';
import { insertTransactions } from '../../db/sql/ledger/insertTransactions.ts';
import { recordMisses } from '../../db/sql/ledger/recordMisses.ts';
import { updateTransactions } from '../../db/sql/ledger/updateTransactions.ts';
import type { CalendarDate } from '../../domain/calendarDate.ts';
import type { MergePlan, RowTarget } from '../../domain/ledger/mergePlan.ts';

/** Of 1,000 to 5,000, measured to be the best (ledger 15); and a statement stays below some MB. */
const rowsAtOnce = 2_500;

export interface PlanToWrite {
  readonly ref: RunAccountRef;
  /** The number of the merge in its account. */
  readonly mergeNo: number;
  readonly matchFrom: CalendarDate | null;
  readonly plan: MergePlan;
}
/** Rows as the statements returned them: every count and event follows from these (ledger 9). */
export interface WrittenRows {
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly ended: readonly EndedRow[];
  /** Held back from matching now, or let go. */
  readonly held: readonly string[];
  /** Of these, rows that took over a person's `ignored`. */
  readonly ignored: readonly string[];
  /** The row that a part of the plan means. */
  readonly idOf: (target: RowTarget) => string;
}

/** Brings a plan's rows into the tables, some thousands a statement. */
export async function writePlan(
  em: EntityManager,
  { ref: { clientId, accountId, runId }, mergeNo, matchFrom, plan }: PlanToWrite,
): Promise<WrittenRows> {
  const ids = plan.inserts.map(() => randomUUIDv7());
  const idOf = (target: RowTarget): string => ('storedId' in target ? target.storedId : placed(ids, target.insert));
  const inserts = plan.inserts.map((insert, place) => ({ ...insert, id: placed(ids, place) }));

  const created = await inLots(inserts, (rows) =>
    insertTransactions(em, { clientId, accountId, runId, mergeNo, matchFrom, rows }),
  );
  const updated = await inLots(withRevisions(plan.updates), (rows) =>
    updateTransactions(em, { clientId, runId, rows }),
  );
  await inLots(plan.seenAgain, (lot) => clearMisses(em, clientId, lot));
  await inLots(plan.misses, (lot) => recordMisses(em, clientId, lot));
  const endings = plan.endings.map((ending) => ({
    ...ending,
    replacedBy: ending.replacedBy === null ? null : idOf(ending.replacedBy),
  }));
  const ended = await inLots(withRevisions(endings), (rows) => endTransactions(em, { clientId, runId, rows }));
  const holds = await inLots(withRevisions(plan.holds), (lot) => changeHolds(em, { clientId, runId, holds: lot }));
  const aliases = plan.aliases.map(({ target, id }) => ({ transactionId: idOf(target), id }));
  await inLots(aliases, (lot) => insertAliases(em, { clientId, accountId }, lot));
  return {
    created,
    updated,
    ended,
    held: holds.map(({ id }) => id),
    ignored: holds.flatMap(({ id, ignored }) => (ignored ? [id] : [])),
    idOf,
  };
}

function placed(ids: readonly string[], place: number): string {
  const id = ids[place];
  if (id === undefined) throw new RangeError('the plan names an insert that it does not have');
  return id;
}

const withRevisions = <T extends object>(items: readonly T[]): readonly (T & { readonly revisionId: string })[] =>
  items.map((item) => ({ ...item, revisionId: randomUUIDv7() }));

async function inLots<T, Written>(
  items: readonly T[],
  write: (lot: readonly T[]) => Promise<readonly Written[] | void>,
): Promise<Written[]> {
  const written: Written[] = [];
  for (let at = 0; at < items.length; at += rowsAtOnce)
    written.push(...((await write(items.slice(at, at + rowsAtOnce))) ?? []));
  return written;
}
