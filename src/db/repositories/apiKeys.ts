import type { EntityManager } from '@mikro-orm/postgresql';
import { constantTimeEqual } from '../../security/constantTime.ts';
import { findApiKey } from '../sql/keys/findApiKey.ts';
import { insertApiKey, type NewApiKey } from '../sql/keys/insertApiKey.ts';
import { type ListedApiKey, listApiKeys } from '../sql/keys/listApiKeys.ts';
import { replaceNamedApiKey } from '../sql/keys/replaceNamedApiKey.ts';
import { revokeApiKey } from '../sql/keys/revokeApiKey.ts';
import { touchApiKey } from '../sql/keys/touchApiKey.ts';
import { acrossClients } from '../tenantScope.ts';

export interface UsableApiKey {
  readonly id: string;
  readonly scopes: readonly string[];
  readonly allClients: boolean;
  readonly clientIds: readonly string[];
  readonly expiresAt: Date | null;
}

/** The live key with this id and secret, its use noted at most once a minute; null: none, another secret, revoked, expired. */
export const useApiKey = (
  em: EntityManager,
  presented: { readonly id: string; readonly secretSha256: Buffer },
): Promise<UsableApiKey | null> =>
  acrossClients(em, async (scope) => {
    const key = await findApiKey(scope, presented.id);
    if (key === null || !constantTimeEqual(key.secretSha256, presented.secretSha256)) return null;
    if (!key.isLive) return null;
    if (key.isTouchDue) await touchApiKey(scope, key.id);
    return key;
  });

export const addApiKey = (em: EntityManager, key: NewApiKey): Promise<void> =>
  acrossClients(em, (scope) => insertApiKey(scope, key));

/** Makes `key` the only live one of its name. */
export const replaceApiKey = (em: EntityManager, key: NewApiKey): Promise<void> =>
  acrossClients(em, (scope) => replaceNamedApiKey(scope, key));

export const allApiKeys = (em: EntityManager): Promise<ListedApiKey[]> => acrossClients(em, listApiKeys);

/** Whether there was such a key; revoking a revoked one is no error. */
export const revokeApiKeyById = (em: EntityManager, id: string): Promise<boolean> =>
  acrossClients(em, (scope) => revokeApiKey(scope, id));
