export interface ErasureRef {
  readonly clientId: string;
  /** The run id that the caller got. */
  readonly erasureId: string;
}

export interface ErasureInput extends ErasureRef {
  readonly interactiveQueue: string;
  /** How long the bank may take to confirm that the consents are revoked. Tests shorten it. */
  readonly patienceMs?: number;
}

export interface StopInput extends ErasureRef {
  readonly interactiveQueue: string;
}

export interface StoppedConnections {
  /** Connections whose secrets are not gone yet. */
  readonly open: number;
}

export interface ErasedRows {
  readonly erased: number;
  /** Of them, set apart because the law asks for them. */
  readonly held: number;
  /** There may be more: a step ends after some time. */
  readonly more: boolean;
}

export type ErasureCounts = Omit<ErasedRows, 'more'>;

/** What one lot of expired rows came to, by table. */
export interface ExpiredRows {
  readonly deleted: Readonly<Record<string, number>>;
  readonly more: boolean;
}

export interface RetentionCounts {
  readonly deleted: Readonly<Record<string, number>>;
  /** Erasures whose workflow had been lost. */
  readonly resumed: number;
}
