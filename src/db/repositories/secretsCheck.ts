import type { MikroORM } from '@mikro-orm/postgresql';
import type { Cipher } from '../../security/cipher.ts';
import type { Keyring } from '../../security/keyring.ts';
import { InvalidToken } from '../../security/securityErrors.ts';
import { insertCanary, readCanaries, type StoredCanary } from '../sql/secrets/canaries.ts';
import { type KeyInUse, listKeysInUse } from '../sql/secrets/keysInUse.ts';
import { acrossClients } from '../tenantScope.ts';

export interface SecretsParts {
  readonly orm: MikroORM;
  readonly keyring: Keyring;
  readonly cipher: Cipher;
}

/** Keys that are needed and not configured, and those whose canary does not open: both empty where all is well. */
export interface SecretsFound {
  readonly missing: readonly KeyInUse[];
  readonly unreadable: readonly string[];
}

const canary = {
  connectionId: '00000000-0000-0000-0000-000000000000',
  kind: 'canary',
  plaintext: 'kontosync',
} as const;

/**
 * Whether the configured secrets are those that the stored rows need (B-10): the canary of each secret opens, and the key
 * of every row is there. Lays down the current secret's canary. `alsoInUse`: keys of what is stored elsewhere.
 */
export async function checkSecrets(
  { orm, keyring, cipher }: SecretsParts,
  alsoInUse: readonly KeyInUse[] = [],
): Promise<SecretsFound> {
  const { canaries, inUse } = await acrossClients(orm.em, async (em) => ({
    canaries: await readCanaries(em),
    inUse: await listKeysInUse(em),
  }));
  const ofCanaries = canaries.map(({ key }) => ({ keyId: key.keyId, tables: ['secret_canaries'] }));
  const missing = merge([...inUse, ...ofCanaries, ...alsoInUse]).filter(({ keyId }) => !keyring.keyIds.includes(keyId));
  const known = canaries.filter(({ key }) => keyring.keyIds.includes(key.keyId));
  const opened = await Promise.all(known.map((stored) => opens(cipher, stored)));
  const unreadable = known.filter((_, index) => opened[index] !== true).map(({ key }) => key.keyId);

  const isLaid = canaries.some(({ key }) => key.keyId === cipher.current.keyId);
  if (missing.length + unreadable.length === 0 && !isLaid) {
    const { ciphertext, ...key } = await cipher.encrypt(canary);
    await acrossClients(orm.em, (em) => insertCanary(em, { ciphertext, key }));
  }
  return { missing, unreadable };
}

/**
 * Whether a process has begun to write with a secret that is not configured here: the canaries alone, which is cheap
 * enough to be asked again and again.
 */
export async function findForeignCanaries({ orm, keyring }: Omit<SecretsParts, 'cipher'>): Promise<readonly string[]> {
  const canaries = await acrossClients(orm.em, readCanaries);
  return canaries.map(({ key }) => key.keyId).filter((keyId) => !keyring.keyIds.includes(keyId));
}

/** What is wrong, who must act and what to do; null: nothing is wrong. Key ids are no secrets (B-10). */
export function describeSecrets({ missing, unreadable }: SecretsFound, keyring: Keyring): string | null {
  if (missing.length > 0) {
    const wanted = missing.map(({ keyId, tables }) => `${keyId} (${tables.join(', ')})`).join('; ');
    return (
      `SECRET_KEY, SECRET_KEYS_PREVIOUS: stored rows need the secret with key id ${wanted}, which is not configured ` +
      `(configured: ${keyring.keyIds.join(', ')}). Set SECRET_KEY to it, or list it in SECRET_KEYS_PREVIOUS and run: kontosync secrets rotate`
    );
  }
  return unreadable.length === 0
    ? null
    : `SECRET_KEY, SECRET_KEYS_PREVIOUS: the canary of key id ${unreadable.join(', ')} does not open: table secret_canaries was altered`;
}

async function opens(cipher: Cipher, { ciphertext, key }: StoredCanary): Promise<boolean> {
  try {
    const { connectionId, kind, plaintext } = canary;
    return (await cipher.decrypt({ connectionId, kind, ciphertext, ...key })) === plaintext;
  } catch (error) {
    if (error instanceof InvalidToken) return false;
    throw error;
  }
}

function merge(uses: readonly KeyInUse[]): KeyInUse[] {
  const tables = new Map<string, string[]>();
  for (const use of uses) tables.set(use.keyId, [...(tables.get(use.keyId) ?? []), ...use.tables]);
  return [...tables].map(([keyId, names]) => ({ keyId, tables: [...new Set(names)] }));
}
