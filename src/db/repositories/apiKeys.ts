import type { EntityManager } from '@mikro-orm/postgresql';
import { serviceScopeId } from '../../contracts/serviceScope.ts';
import { constantTimeEqual } from '../../security/constantTime.ts';
import { addAuditEntries } from '../sql/effects/addAuditEntries.ts';
import { findApiKey } from '../sql/keys/findApiKey.ts';
import { holdOtherAdminKeys } from '../sql/keys/holdOtherAdminKeys.ts';
import { insertApiKey, type NewApiKey } from '../sql/keys/insertApiKey.ts';
import { type KeyHorizon, type KeyPage, type ListedApiKey, listApiKeys, readApiKey } from '../sql/keys/listApiKeys.ts';
import { replaceNamedApiKey } from '../sql/keys/replaceNamedApiKey.ts';
import { revokeApiKey } from '../sql/keys/revokeApiKey.ts';
import { touchApiKey } from '../sql/keys/touchApiKey.ts';
import { withClient } from '../tenantScope.ts';

export interface UsableApiKey {
  readonly id: string;
  readonly scopes: readonly string[];
  readonly allClients: boolean;
  readonly clientIds: readonly string[];
  readonly expiresAt: Date | null;
}

/** Keys belong to no client: they are worked on, and audited, in the service's own scope. */
const inService = <T>(em: EntityManager, work: (em: EntityManager) => Promise<T>): Promise<T> =>
  withClient(em, { clientId: serviceScopeId, role: 'kontosync_app' }, work);

const audit = (
  em: EntityManager,
  actor: string,
  action: string,
  keyId: string,
  data: Record<string, number | boolean>,
) => addAuditEntries(em, serviceScopeId, [{ kind: 'change', actor, action, subjectId: keyId, data }]);

/** The live key with this id and secret, its use noted at most once a minute; null: none, another secret, revoked, expired. */
export const useApiKey = (
  em: EntityManager,
  presented: { readonly id: string; readonly secretSha256: Buffer },
): Promise<UsableApiKey | null> =>
  inService(em, async (scope) => {
    const key = await findApiKey(scope, presented.id);
    if (key === null || !constantTimeEqual(key.secretSha256, presented.secretSha256)) return null;
    if (!key.isLive) return null;
    const isTouched = key.isTouchDue && (await touchApiKey(scope, key.id));
    if (isTouched && !key.wasEverUsed) await audit(scope, key.id, 'api_key.first_used', key.id, {});
    return key;
  });

/** `actor`: the key that asks for it, or `operator` at the command line. */
export const addApiKey = (em: EntityManager, key: NewApiKey, actor: string): Promise<ListedApiKey> =>
  inService(em, async (scope) => {
    await insertApiKey(scope, key);
    await audit(scope, actor, 'api_key.created', key.id, {
      scopes: key.scopes.length,
      all_clients: key.allClients,
      clients: key.clientIds.length,
      expires: key.expiresAt !== null,
    });
    const stored = await readApiKey(scope, key.id, 'all');
    if (stored === null) throw new Error('the key that was just stored is not there');
    return stored;
  });

/** Makes `key` the only live one of its name. */
export const replaceApiKey = (em: EntityManager, key: NewApiKey): Promise<void> =>
  inService(em, (scope) => replaceNamedApiKey(scope, key));

export const pageOfApiKeys = (em: EntityManager, page: KeyPage): ReturnType<typeof listApiKeys> =>
  inService(em, (scope) => listApiKeys(scope, page));

export type Revocation =
  | { readonly kind: 'revoked'; readonly key: ListedApiKey }
  | { readonly kind: 'unknown' }
  /** No other key could administer the service then. */
  | { readonly kind: 'last_admin' };

/**
 * Revokes a key within the horizon; a revoked one stays as it is. `keepsAdmin`: not the last live key with the scope
 * `admin` for every client.
 */
export const revokeApiKeyById = (
  em: EntityManager,
  { id, actor, within, keepsAdmin }: { id: string; actor: string; within: KeyHorizon; keepsAdmin: boolean },
): Promise<Revocation> =>
  inService(em, async (scope) => {
    const before = await readApiKey(scope, id, within);
    if (before === null) return { kind: 'unknown' };
    const isAdmin = before.revoked_at === null && before.all_clients && before.scopes.includes('admin');
    if (keepsAdmin && isAdmin && !(await holdOtherAdminKeys(scope, id))) return { kind: 'last_admin' };
    if (await revokeApiKey(scope, id)) await audit(scope, actor, 'api_key.revoked', id, {});
    return { kind: 'revoked', key: (await readApiKey(scope, id, within)) ?? before };
  });
