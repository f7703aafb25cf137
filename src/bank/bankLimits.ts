/** D-14: nothing that a bank sends, or does not send, is unlimited. Milliseconds, bytes, counts. */
export interface BankLimits {
  readonly connectMs: number;
  readonly headersMs: number;
  /** Between two chunks of a body: a drip outlives it, hence `callMs`. */
  readonly bodyMs: number;
  /** The whole call. */
  readonly callMs: number;
  /** The whole call to the token endpoint with a refresh token (A.2); the code's redemption may take `redeemMs`. */
  readonly refreshMs: number;
  readonly redeemMs: number;
  readonly maxBodyBytes: number;
  readonly maxPageRows: number;
  readonly maxJsonDepth: number;
}

export const defaultBankLimits: BankLimits = {
  connectMs: 3_000,
  headersMs: 10_000,
  bodyMs: 10_000,
  callMs: 30_000,
  refreshMs: 8_000,
  redeemMs: 15_000,
  maxBodyBytes: 10 * 1024 * 1024,
  maxPageRows: 2_000,
  maxJsonDepth: 20,
};
