import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { type EncryptedTable, isDue, isWaiting, keyColumns } from './encryptedTables.ts';

/** The key that every row is to be on. */
export interface TargetKey {
  readonly keyId: string;
  readonly iterations: number;
}

/** Where a row stands: the values of `keyColumns`, as text. */
export type RowPlace = readonly string[];

/** Rows on another key, in the order of their places. Runs inside `acrossClients`: it sees no ciphertext. */
export async function listDueRows(
  em: EntityManager,
  table: EncryptedTable,
  { target, after, limit }: { readonly target: TargetKey; readonly after: RowPlace | null; readonly limit: number },
): Promise<RowPlace[]> {
  const columns = keyColumns(table);
  const names = columns.map(([name]) => `t.${name}`).join(', ');
  const given = columns.map(([, type], index) => `($3::text[])[${index + 1}]::${type}`).join(', ');
  const rows = await query<{ place: string[] }>(
    em,
    `select array[${columns.map(([name]) => `t.${name}::text`).join(', ')}] as place
     from ${table.name} t
     where ${isDue} and not ${isWaiting(table)} and ($3::text[] is null or (${names}) > (${given}))
     order by ${names}
     limit $4`,
    [target.keyId, target.iterations, after, limit],
  );
  return rows.map(({ place }) => place);
}
