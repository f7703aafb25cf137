import { createHash, randomBytes } from 'node:crypto';
import type { AccessToken, RefreshToken, SimulatorState } from '../state/state.ts';
import type { TokenWays } from './tokenWays.ts';

export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Tokens are known by digest only, in memory and in the state file. */
export interface Tokens {
  issue(consentId: string, family: string, ways: TokenWays): IssuedTokens;
  /** `null` where the refresh token is not alive: unknown, replaced, revoked. */
  refresh(refreshToken: string, ways: TokenWays): IssuedTokens | null;
  access(accessToken: string): AccessToken | undefined;
  /** Also one that was replaced, as long as its family lives. */
  refreshable(refreshToken: string): RefreshToken | undefined;
  /** From now on it counts as expired. */
  expire(accessToken: string): void;
  revokeAccess(accessToken: string): void;
  revokeFamily(family: string): void;
}

export interface TokenDeps {
  readonly state: SimulatorState;
  readonly now: () => number;
}

const digest = (token: string): string => createHash('sha256').update(token).digest('base64url');
const newToken = (): string => randomBytes(32).toString('base64url');

export function createTokens({ state, now }: TokenDeps): Tokens {
  const { accessTokens, refreshTokens } = state;

  const issueAccess = (consentId: string, family: string, { lifeSeconds }: TokenWays): string => {
    const token = newToken();
    accessTokens.set(digest(token), { consentId, family, expiresAt: now() + lifeSeconds * 1_000 });
    return token;
  };
  const issue: Tokens['issue'] = (consentId, family, ways) => {
    const refreshToken = newToken();
    refreshTokens.set(digest(refreshToken), { consentId, family });
    return { accessToken: issueAccess(consentId, family, ways), refreshToken };
  };
  const revokeFamily = (family: string): void => {
    for (const [key, token] of accessTokens) if (token.family === family) accessTokens.delete(key);
    for (const [key, token] of refreshTokens) if (token.family === family) refreshTokens.delete(key);
  };
  const isInGrace = ({ replacedAt }: RefreshToken, { rotation, graceSeconds }: TokenWays): boolean =>
    rotation === 'grace' && replacedAt !== undefined && now() - replacedAt <= graceSeconds * 1_000;

  return {
    issue,
    refresh(refreshToken, ways) {
      const key = digest(refreshToken);
      const known = refreshTokens.get(key);
      if (known === undefined) return null;
      const { consentId, family, replacedAt } = known;
      if (replacedAt !== undefined && !isInGrace(known, ways)) {
        if (ways.rotation === 'family') revokeFamily(family);
        return null;
      }
      switch (ways.rotation) {
        case 'none':
          return { accessToken: issueAccess(consentId, family, ways), refreshToken };
        case 'each':
          refreshTokens.delete(key);
          break;
        case 'grace':
        case 'family':
          refreshTokens.set(key, { ...known, replacedAt: replacedAt ?? now() });
      }
      return issue(consentId, family, ways);
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
    revokeFamily,
  };
}
