import type { EntityManager } from '@mikro-orm/postgresql';
import type { KeyReference } from '../../../security/cipher.ts';
import { query } from '../../tenantScope.ts';
import { type EncryptedTable, keyColumns } from './encryptedTables.ts';
import type { RowPlace } from './listDueRows.ts';

export interface EncryptedRow {
  readonly place: RowPlace;
  readonly connectionId: string;
  readonly key: KeyReference;
  /** In the order of the table's columns; null once wiped. */
  readonly secrets: readonly (string | Buffer | null)[];
  /** Another one when a secret of the row has been written anew. */
  readonly stamp: string;
}

interface Row {
  readonly place: string[];
  readonly connection_id: string;
  readonly key_id: string;
  readonly kdf_salt: Buffer;
  readonly kdf_iterations: number;
  readonly secrets: readonly (string | Buffer | null)[];
  readonly stamp: string;
}

/** SQL: a digest of the row's ciphertexts. Each is made with fresh random bytes, so that no two are ever alike. */
export const stampOf = ({ columns }: EncryptedTable): string =>
  `md5(concat_ws('/', ${columns.map(({ name }) => `coalesce(md5(t.${name}), '-')`).join(', ')}))`;

/** Places as a relation `r` of the key's columns; `$n` is an array of them as JSON. */
export const placesAs = (table: EncryptedTable, parameter: string): string => {
  const columns = keyColumns(table).map(([name, type], index) => `(p.place ->> ${index})::${type} as ${name}`);
  return `(select ${columns.join(', ')} from json_array_elements(${parameter}::json) as p(place)) r`;
};

/** The secrets of one client's rows, as they are stored. */
export async function readEncrypted(
  em: EntityManager,
  table: EncryptedTable,
  places: readonly RowPlace[],
): Promise<EncryptedRow[]> {
  const names = keyColumns(table).map(([name]) => name);
  const rows = await query<Row>(
    em,
    `select array[${names.map((name) => `t.${name}::text`).join(', ')}] as place, ${table.connectionId} as connection_id,
       t.key_id, t.kdf_salt, t.kdf_iterations, array[${table.columns.map(({ name }) => `t.${name}`).join(', ')}] as secrets,
       ${stampOf(table)} as stamp
     from ${table.name} t join ${placesAs(table, '$1')} using (${names.join(', ')})`,
    [JSON.stringify(places)],
  );
  return rows.map(({ place, connection_id, key_id, kdf_salt, kdf_iterations, secrets, stamp }) => ({
    place,
    connectionId: connection_id,
    key: { keyId: key_id, salt: kdf_salt, iterations: kdf_iterations },
    secrets,
    stamp,
  }));
}
