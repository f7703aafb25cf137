/** What a client allows the matcher to do without a person (matching 9). */
export interface MatchingPolicy {
  readonly mode: 'off' | 'shadow' | 'auto';
  /** The client's own or the global kill switch: autos become reviews at once. */
  readonly isStopped: boolean;
  /** Paid amount in minor units of `ownCurrency` above which a person decides; null: no ceiling. */
  readonly maxAutoAmountMinor: bigint | null;
  /** Fees and roundings are written off up to this, minor units of `ownCurrency`; in another currency none is. */
  readonly writeOffLimitMinor: bigint;
  /** Of equal open amounts of one party the oldest due is paid first. */
  readonly fifo: boolean;
}

/** Ceilings are in it; a payment in another currency cannot be compared with them. */
export const ownCurrency = 'NOK';

/** Of a client that leaves all at its defaults: exact amounts post, nothing is written off (matching 9). */
export const dayOnePolicy: MatchingPolicy = {
  mode: 'auto',
  isStopped: false,
  maxAutoAmountMinor: null,
  writeOffLimitMinor: 0n,
  fifo: false,
};
