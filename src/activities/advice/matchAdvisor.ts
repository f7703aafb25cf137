import type { AdviceRequest } from '../../domain/matching/advisor/redact.ts';

/** Why an advisor gave nothing that can be read. */
export type AdvisorFailureReason =
  | 'unreachable'
  | 'timed_out'
  | 'answered_with_error'
  | 'redirected'
  | 'answer_too_large'
  | 'not_json';

/** The advisor gave no answer that can be read; the order stays as it is. */
export class AdvisorFailure extends Error {
  override readonly name = 'AdvisorFailure';
  readonly reason: AdvisorFailureReason;
  /** HTTP status, where there was one. */
  readonly status: number | null;

  constructor(reason: AdvisorFailureReason, status: number | null = null) {
    super(`the match advisor failed: ${reason}`);
    this.reason = reason;
    this.status = status;
  }
}

/** A language model behind HTTP, or none: everything is right without one (matching 11). */
export interface MatchAdvisor {
  /** What it answered, whatever that is. Throws `AdvisorFailure`, and for the caller's own `signal` its reason. */
  ask(request: AdviceRequest, signal?: AbortSignal): Promise<unknown>;
  close(): Promise<void>;
}
