/** One round of `deliverEvents`: it waits for events and sends them for about so long. */
export interface DeliverInput {
  readonly lastsMs: number;
}

export interface DeliveryCounts {
  /** Events that got their place and their deliveries. */
  readonly events: number;
  readonly delivered: number;
  /** Tries that are followed by another one. */
  readonly retried: number;
  /** Deliveries that are given up, until somebody replays them. */
  readonly failed: number;
}

export interface OutboxInput {
  /** Absent: as in production. Tests pass less. */
  readonly roundMs?: number;
  /** Rounds before the workflow continues as new. */
  readonly rounds?: number;
  /** Of the runs before this one. */
  readonly counts?: DeliveryCounts;
}
