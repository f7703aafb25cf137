import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { type EncryptedTable, keyColumns } from './encryptedTables.ts';
import { type EncryptedRow, stampOf } from './readEncrypted.ts';

const typeOf = { text: '', bytes: 'hex' } as const;

/**
 * Puts rows on their new key (B-11) where their secrets are still those that were read: a token that was renewed meanwhile
 * stays. A row that somebody holds is passed over, as a refresh may hold one for as long as the bank takes. Gives how many
 * were written. A grant's `version` stays: it counts what the bank gave, and a refresh in flight goes by it.
 */
export async function storeReencrypted(
  em: EntityManager,
  table: EncryptedTable,
  rows: readonly EncryptedRow[],
): Promise<number> {
  const keys = keyColumns(table);
  const values = rows.map(({ place, key, secrets, stamp }) => ({
    ...Object.fromEntries(keys.map(([name], index) => [`k_${name}`, place[index]])),
    ...Object.fromEntries(table.columns.map(({ name }, index) => [`s_${name}`, asText(secrets[index])])),
    stamp,
    key_id: key.keyId,
    salt: key.salt.toString('hex'),
    iterations: key.iterations,
  }));
  const columns = [
    ...keys.map(([name, type]) => `k_${name} ${type}`),
    ...table.columns.map(({ name }) => `s_${name} text`),
    'stamp text, key_id text, salt text, iterations int',
  ];
  const form = typeOf[table.form];
  const set = table.columns.map(({ name }) =>
    form === '' ? `${name} = held.s_${name}` : `${name} = decode(held.s_${name}, '${form}')`,
  );
  const written = await query(
    em,
    `with held as materialized (
       select r.* from json_to_recordset($1) as r(${columns.join(', ')})
       join ${table.name} t on ${keys.map(([name]) => `t.${name} = r.k_${name}`).join(' and ')}
       where ${stampOf(table)} = r.stamp
       for update of t skip locked
     )
     update ${table.name} t
     set ${[...set, ...(table.forget === null ? [] : [table.forget])].join(', ')},
         key_id = held.key_id, kdf_salt = decode(held.salt, 'hex'), kdf_iterations = held.iterations
     from held
     where ${keys.map(([name]) => `t.${name} = held.k_${name}`).join(' and ')}
     returning 1`,
    [JSON.stringify(values)],
  );
  return written.length;
}

const asText = (secret: string | Buffer | null | undefined): string | null =>
  secret == null ? null : typeof secret === 'string' ? secret : secret.toString('hex');
