import { defineQuery } from '@temporalio/workflow';

/** The key that every stored secret is to be on: the current one of the worker that began. */
export interface RotationTarget {
  readonly keyId: string;
  readonly iterations: number;
}

/** Where a pass over the tables is: the table, and the last row that was looked at; null: before its first. */
export interface RotationPlace {
  readonly table: string;
  readonly after: readonly string[] | null;
}

export interface ReencryptInput {
  readonly target: RotationTarget;
  readonly place: RotationPlace | null;
}

/** What one lot came to. */
export interface ReencryptedLot {
  readonly rewritten: number;
  /** Held or written by others at that moment: the next pass takes them. */
  readonly passedOver: number;
  /** They do not open, or need a secret that is not configured; the log names them. */
  readonly unreadable: number;
  /** Where the next lot begins; null: the pass is over. */
  readonly next: RotationPlace | null;
  /** Another secret is current at this worker, which has done nothing: the roll-out has not reached it. */
  readonly isOtherKey: boolean;
}

export interface RotationLeft {
  /** Rows on another key, by table. */
  readonly due: Readonly<Record<string, number>>;
  /** Of these, authorizations under way: over within minutes. */
  readonly waiting: number;
  /** RFC 3339: until then the secret before must stay listed, for requests that may be repeated; null: no longer. */
  readonly keepPreviousUntil: string | null;
}

export interface RotationProgress extends RotationLeft {
  readonly keyId: string;
  readonly rewritten: number;
  readonly unreadable: number;
}

/** Carried on by continue-as-new; absent at the start. */
export interface RotationInput {
  readonly target?: RotationTarget;
  readonly place?: RotationPlace | null;
  readonly rewritten?: number;
  /** Pause between passes that leave rows; tests shorten it. */
  readonly pauseMs?: number;
}

export const rotationProgress = defineQuery<RotationProgress | null>('progress');
