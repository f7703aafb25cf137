import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { encryptedTables, expiringTables, isDue, isWaiting } from './encryptedTables.ts';
import type { TargetKey } from './listDueRows.ts';

export interface KeyInUse {
  readonly keyId: string;
  /** Tables whose rows need it. */
  readonly tables: readonly string[];
}

const uses = [
  ...encryptedTables.map(
    ({ name }) => `select distinct key_id, '${name}' as name from ${name} where key_id is not null`,
  ),
  ...expiringTables.map(
    ({ name, expiresAt }) => `select distinct key_id, '${name}' as name from ${name} t where ${expiresAt} > now()`,
  ),
].join(' union all ');

/** Every key that some row of any client needs (B-10). Runs inside `acrossClients`. */
export const listKeysInUse = (em: EntityManager): Promise<KeyInUse[]> =>
  query<KeyInUse>(
    em,
    `select u.key_id as "keyId", array_agg(u.name order by u.name) as tables from (${uses}) u
     group by u.key_id order by u.key_id`,
  );

export interface RowsLeft {
  /** On another key, by table; without those that have none. */
  readonly due: Readonly<Record<string, number>>;
  /** Of these, rows that a new key would disturb now: they are over within minutes. */
  readonly waiting: number;
  /** When the last row ends that keeps the secret before until it expires; null: there is none. */
  readonly expiringUntil: Date | null;
}

const counts = encryptedTables
  .map(
    (
      table,
    ) => `select '${table.name}' as name, count(*)::int as due, count(*) filter (where ${isWaiting(table)})::int as waiting
     from ${table.name} t where ${isDue}`,
  )
  .join(' union all ');
const ends = expiringTables
  .map(({ name, expiresAt }) => `select max(${expiresAt}) as ends from ${name} t where t.key_id <> $1`)
  .join(' union all ');

/** What is left to do (B-11). Runs inside `acrossClients`. */
export async function countRowsLeft(em: EntityManager, { keyId, iterations }: TargetKey): Promise<RowsLeft> {
  const rows = await query<{ name: string; due: number; waiting: number }>(em, counts, [keyId, iterations]);
  const [last] = await query<{ ends: string | null }>(
    em,
    `select max(e.ends)::text as ends from (${ends}) e where e.ends > now()`,
    [keyId],
  );
  return {
    due: Object.fromEntries(rows.filter(({ due }) => due > 0).map(({ name, due }) => [name, due])),
    waiting: rows.reduce((sum, { waiting }) => sum + waiting, 0),
    expiringUntil: last?.ends == null ? null : new Date(last.ends),
  };
}
