import type { ErrorCode } from './errorCodes.ts';

export interface KeepAliveInput {
  /** The last grant that was looked at; absent: from the first. */
  readonly afterGrantId?: string;
}

/** What one lot came to. */
export interface KeptAlive {
  readonly renewed: number;
  /** They are tried again in an hour. */
  readonly failed: number;
  /** Whose consent turned out to be gone: their lifecycle is to be told. */
  readonly ended: readonly { readonly connectionId: string; readonly code: ErrorCode }[];
  /** Where the next lot begins; null: there is none. */
  readonly lastGrantId: string | null;
}

export interface KeepAliveCounts {
  readonly renewed: number;
  readonly failed: number;
  readonly ended: number;
}
