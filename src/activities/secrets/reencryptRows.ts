import type { EncryptedTable } from '../../db/sql/secrets/encryptedTables.ts';
import type { RowPlace } from '../../db/sql/secrets/listDueRows.ts';
import { type EncryptedRow, readEncrypted } from '../../db/sql/secrets/readEncrypted.ts';
import { storeReencrypted } from '../../db/sql/secrets/storeReencrypted.ts';
import { acrossClients, withClient } from '../../db/tenantScope.ts';
import type { Cipher } from '../../security/cipher.ts';
import { DecryptionFailed, InvalidToken } from '../../security/securityErrors.ts';
import type { ActivityDeps } from '../activityDeps.ts';

export interface ReencryptedRows {
  readonly rewritten: number;
  readonly passedOver: number;
  readonly unreadable: number;
}

type Deps = Pick<ActivityDeps, 'orm' | 'cipher' | 'logger'>;

/**
 * Puts rows of one owner on the current key: read, opened and sealed outside of any transaction, then stored where they
 * are still the same (B-11). Salts stay, so that a connection's secrets go on sharing one derived key.
 */
export async function reencryptRows(
  { orm, cipher, logger }: Deps,
  table: EncryptedTable,
  places: readonly RowPlace[],
): Promise<ReencryptedRows> {
  const inScope: typeof acrossClients = (em, work) => {
    const clientId = places[0]?.[0];
    return table.owner === 'none' || clientId === undefined
      ? acrossClients(em, work)
      : withClient(em, { clientId, role: 'kontosync_worker' }, work);
  };
  const found = await inScope(orm.em, (em) => readEncrypted(em, table, places));
  const renewed: EncryptedRow[] = [];
  let unreadable = 0;
  // One after the other: each may derive two keys, and people's requests wait in the same line (B-6).
  for (const row of found) {
    try {
      renewed.push(await renew(cipher, table, row));
    } catch (error) {
      if (!(error instanceof InvalidToken || error instanceof DecryptionFailed)) throw error;
      unreadable += 1;
      logger.error(
        { alert: 'secret_unreadable', table: table.name, row: row.place, key_id: row.key.keyId, why: error.name },
        'a stored secret does not open',
      );
    }
  }
  if (renewed.length === 0) return { rewritten: 0, passedOver: places.length - unreadable, unreadable };
  const rewritten = await inScope(orm.em, (em) => storeReencrypted(em, table, renewed));
  return { rewritten, passedOver: places.length - unreadable - rewritten, unreadable };
}

async function renew(cipher: Cipher, { columns, form }: EncryptedTable, row: EncryptedRow): Promise<EncryptedRow> {
  const { connectionId, key: old, secrets } = row;
  const key = { ...cipher.current, salt: old.salt };
  const renewed: (string | Buffer | null)[] = [];
  for (const [index, { kind }] of columns.entries()) {
    const secret = secrets[index] ?? null;
    const scope = { connectionId, kind };
    if (secret === null) renewed.push(null);
    else if (form === 'text') {
      const plaintext = await cipher.decrypt({ ...scope, ...old, ciphertext: secret.toString() });
      renewed.push((await cipher.encrypt({ ...scope, key, plaintext })).ciphertext);
    } else {
      const bytes = await cipher.decryptBytes({ ...scope, ...old, ciphertext: Buffer.from(secret) });
      renewed.push((await cipher.encryptBytes({ ...scope, key, bytes })).ciphertext);
    }
  }
  return { ...row, key, secrets: renewed };
}
