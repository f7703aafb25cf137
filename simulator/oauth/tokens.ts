import { createHash, randomBytes } from 'node:crypto';
import type { AccessToken, RefreshToken, SimulatorState } from '../state/state.ts';

export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Tokens are known by digest only, in memory and in the state file. */
export interface Tokens {
  issue(consentId: string, family: string): IssuedTokens;
  /** `null` where the refresh token is not alive: unknown, replaced, revoked. */
  refresh(refreshToken: string): IssuedTokens | null;
  access(accessToken: string): AccessToken | undefined;
  refreshable(refreshToken: string): RefreshToken | undefined;
  /** From now on it counts as expired. */
  expire(accessToken: string): void;
  revokeAccess(accessToken: string): void;
  revokeFamily(family: string): void;
}

export interface TokenDeps {
  readonly state: SimulatorState;
  readonly now: () => number;
  readonly lifeSeconds: number;
  readonly rotation: 'each' | 'none';
}

const digest = (token: string): string => createHash('sha256').update(token).digest('base64url');
const newToken = (): string => randomBytes(32).toString('base64url');

export function createTokens({ state, now, lifeSeconds, rotation }: TokenDeps): Tokens {
  const { accessTokens, refreshTokens } = state;

  const issueAccess = (consentId: string, family: string): string => {
    const token = newToken();
    accessTokens.set(digest(token), { consentId, family, expiresAt: now() + lifeSeconds * 1_000 });
    return token;
  };
  const issueRefresh = (consentId: string, family: string): string => {
    const token = newToken();
    refreshTokens.set(digest(token), { consentId, family });
    return token;
  };
  return {
    issue: (consentId, family) => ({
      accessToken: issueAccess(consentId, family),
      refreshToken: issueRefresh(consentId, family),
    }),
    refresh(refreshToken) {
      const known = refreshTokens.get(digest(refreshToken));
      if (known === undefined) return null;
      const { consentId, family } = known;
      if (rotation === 'none') return { accessToken: issueAccess(consentId, family), refreshToken };
      refreshTokens.delete(digest(refreshToken));
      return { accessToken: issueAccess(consentId, family), refreshToken: issueRefresh(consentId, family) };
    },
    access: (accessToken) => accessTokens.get(digest(accessToken)),
    refreshable: (refreshToken) => refreshTokens.get(digest(refreshToken)),
    expire(accessToken) {
      const known = accessTokens.get(digest(accessToken));
      if (known !== undefined) accessTokens.set(digest(accessToken), { ...known, expiresAt: now() });
    },
    revokeAccess(accessToken) {
      accessTokens.delete(digest(accessToken));
    },
    revokeFamily(family) {
      for (const [key, token] of accessTokens) if (token.family === family) accessTokens.delete(key);
      for (const [key, token] of refreshTokens) if (token.family === family) refreshTokens.delete(key);
    },
  };
}
