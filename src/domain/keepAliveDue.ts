const hours = (count: number): number => count * 3_600_000;

/** Looked for each hour, so that none rests for longer than a day. */
const restMs = hours(20);
/** A night renews its connections by itself, a day after the one before; looked after only where one did not. */
const restWithNightsMs = hours(26);

export interface KeepAliveThresholds {
  /** Used last before this instant, a refresh token is due: of connections that no night syncs daily, and of the others. */
  readonly restedSince: Date;
  readonly restedWithNightsSince: Date;
  /** A token that was used later is left alone, whoever has used it meanwhile. */
  readonly idleMs: number;
}

/** When refresh tokens that die of being idle are to be used. Instants are epoch milliseconds. */
export const keepAliveDue = (nowMs: number): KeepAliveThresholds => ({
  restedSince: new Date(nowMs - restMs),
  restedWithNightsSince: new Date(nowMs - restWithNightsMs),
  idleMs: restMs,
});
