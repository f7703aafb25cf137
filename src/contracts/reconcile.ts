/** What one look of the watchdog found and did (D.2, E-7). */
export interface WatchdogResult {
  /** Alerts given in this look, by kind. */
  readonly statesPastLimit: number;
  readonly operatorsLate: number;
  readonly runsPastLimit: number;
  readonly syncsOverdue: number;
  /** Alerts that were over by themselves. */
  readonly closed: number;
  /** Connections whose runs have failed for a day; of these handed to an operator: none where so many fail at once. */
  readonly degraded: number;
  readonly demoted: number;
  /** Lifecycle workflows of overdue connections that were gone and were started anew. */
  readonly restarted: number;
  /** Lifecycle workflows that were behind the tables, of notices or reminders that are late too, and were rung. */
  readonly rung: number;
  readonly freshness: { readonly connections: number; readonly stale: number; readonly p95Hours: number };
}

/** What the Schedules are made from (stack 9): the settings of the worker that started last. */
export interface ScheduleSettings {
  /** The batch queue. */
  readonly taskQueue: string;
  /** Where the lifecycle workflows run that are started anew; without it the program's own. */
  readonly interactiveQueue?: string;
  /** HH:MM (SYNC_TIME) in `timeZone`. */
  readonly time: string;
  readonly timeZone: string;
  /** SYNC_CONCURRENCY */
  readonly concurrency: number;
  /** `external`: the ERP's own timer calls, so the nightly Schedule stands still. */
  readonly schedule: 'temporal' | 'external';
}

/** Where lifecycle workflows are started. */
export interface LifecycleQueue {
  readonly interactiveQueue: string;
}

export interface ReconcileInput {
  readonly schedules: ScheduleSettings;
}

/** Connections against their lifecycle workflows, both ways. */
export interface ReconciledConnections {
  /** Not final by the tables: each must have its workflow. */
  readonly connections: number;
  readonly started: number;
  /** Missing in the list of open workflows, which lags, but there. */
  readonly alreadyRunning: number;
  /** Open workflows whose connection is over or unknown: reported, never terminated. */
  readonly orphans: number;
  /** The first of them. */
  readonly orphanIds: readonly string[];
}
/** Open runs against their workflows. */
export interface ReconciledRuns {
  readonly running: number;
  /** Runs whose workflow was gone: a new one goes on with them, or closes them. */
  readonly takenUp: number;
}
export interface ReconcileResult extends ReconciledConnections {
  readonly runs: ReconciledRuns;
  /** Schedules that were missing. */
  readonly schedulesMade: number;
}
