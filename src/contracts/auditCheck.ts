export interface CheckChainsInput {
  /** The last client that was looked at; absent: from the first. */
  readonly afterClientId?: string;
}

/** What one lot of clients came to. */
export interface CheckedChains {
  readonly checked: number;
  /** Of them, gone through from the first entry. */
  readonly whole: number;
  /** Chains with an entry that is not as it was written: named in the log, and by `GET /api/v1/audit`. */
  readonly broken: number;
  /** Where the next lot begins; null: there is none. */
  readonly lastClientId: string | null;
}

export type AuditCheckCounts = Omit<CheckedChains, 'lastClientId'>;
