/**
 * `each`: a new refresh token with each refresh, the old one dies at once. `none`: one for ever. `grace`: the old one works
 * some seconds more. `family`: it dies at once, and who uses it again loses all tokens of the same code (RFC 9700, 4.14).
 */
export type Rotation = 'each' | 'none' | 'grace' | 'family';

/** How one call to the token endpoint is dealt with; faults change it. */
export interface TokenWays {
  readonly rotation: Rotation;
  readonly graceSeconds: number;
  /** Of the access token. */
  readonly lifeSeconds: number;
  /** What `expires_in` says; null: there is none. */
  readonly saidLifeSeconds: number | null;
  /** Ahead of the true time; `Date` says so. */
  readonly clockOffsetSeconds: number;
  /** Everything happens, and the connection is cut before the answer. */
  readonly isAnswerLost: boolean;
}

export const usualWays = (settings: {
  readonly rotation: Rotation;
  readonly accessTokenLifeSeconds: number;
}): TokenWays => ({
  rotation: settings.rotation,
  graceSeconds: 30,
  lifeSeconds: settings.accessTokenLifeSeconds,
  saidLifeSeconds: settings.accessTokenLifeSeconds,
  clockOffsetSeconds: 0,
  isAnswerLost: false,
});
