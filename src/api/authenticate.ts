import { isScope } from '../contracts/scopes.ts';
import { useApiKey } from '../db/repositories/apiKeys.ts';
import { identifyApiKey } from '../security/apiKey.ts';
import { constantTimeEqual } from '../security/constantTime.ts';
import type { ApiDeps } from './apiDeps.ts';
import { createPrincipal, type Principal } from './principal.ts';
import { ApiProblem } from './problem.ts';
import { isToken } from './verifyToken.ts';

/** The principal of an `Authorization` header. Throws `unauthorized`; why is told to nobody. */
export type Authenticate = (authorization: string | undefined) => Promise<Principal>;

interface CachedKey {
  readonly secretSha256: Buffer;
  readonly principal: Principal;
  readonly validUntilMs: number;
}

/** A revoked key may work this much longer in this process. */
const cacheForMs = 10_000;
const cacheSize = 1_000;

const bearer = (authorization: string | undefined): string | null =>
  /^Bearer ([!-~]{1,8192})$/i.exec(authorization ?? '')?.[1] ?? null;

/**
 * Bearer keys by id, compared by hash in constant time (C-1). Good keys are remembered for some seconds, so that a busy
 * caller costs no query a request; unknown ones are not, and cost one. Tokens of an issuer where one is configured.
 */
export function createAuthenticate({
  orm,
  clock,
  verifyToken,
}: Pick<ApiDeps, 'orm' | 'clock' | 'verifyToken'>): Authenticate {
  const cache = new Map<string, CachedKey>();

  async function load(id: string, secretSha256: Buffer): Promise<CachedKey> {
    const nowMs = clock.now();
    const key = await useApiKey(orm.em, { id, secretSha256 });
    if (key === null) throw new ApiProblem('unauthorized');
    const principal = createPrincipal({ ...key, scopes: key.scopes.filter(isScope) });
    const expiresMs = key.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
    const cached = { secretSha256, principal, validUntilMs: Math.min(nowMs + cacheForMs, expiresMs) };
    cache.delete(id);
    cache.set(id, cached);
    for (const oldest of cache.keys()) {
      if (cache.size <= cacheSize) break;
      cache.delete(oldest);
    }
    return cached;
  }

  return async (authorization) => {
    const text = bearer(authorization);
    if (text !== null && verifyToken !== undefined && isToken(text)) return verifyToken(text);
    const identity = text === null ? null : identifyApiKey(text);
    if (identity === null) throw new ApiProblem('unauthorized');
    const cached = cache.get(identity.id);
    const isFresh = cached !== undefined && cached.validUntilMs > clock.now();
    const isSame = cached !== undefined && constantTimeEqual(cached.secretSha256, identity.secretSha256);
    const found = isFresh && isSame ? cached : await load(identity.id, identity.secretSha256);
    return found.principal;
  };
}
