import { afterAnswer, closedCircuit, mayAsk } from '../../domain/matching/advisor/adviceCircuit.ts';
import { type GivenAdvice, readAdvice } from '../../domain/matching/advisor/readAdvice.ts';
import type { AdviceRequest } from '../../domain/matching/advisor/redact.ts';
import type { AdviceDeps } from './adviceDeps.ts';
import { AdvisorFailure, type MatchAdvisor } from './matchAdvisor.ts';

export type Answered =
  | { readonly kind: 'advice'; readonly advice: GivenAdvice }
  | { readonly kind: 'failure' }
  /** After some failures in a row: it was not asked. */
  | { readonly kind: 'paused' }
  /** By the caller's signal. */
  | { readonly kind: 'cancelled' };

/** Asks once, and judges the answer. */
export type AskAdvisor = (request: AdviceRequest, signal: AbortSignal) => Promise<Answered>;

/** The circuit is the process's: each worker finds out by itself that the advisor is away (matching 11). */
export function createAskAdvisor(
  advisor: MatchAdvisor,
  { clock, logger }: Pick<AdviceDeps, 'clock' | 'logger'>,
): AskAdvisor {
  let circuit = closedCircuit;
  const failed = (reason: string, status: number | null): Answered => {
    circuit = afterAnswer(circuit, 'failure', clock.now());
    logger.warn({ reason, status, failures_in_row: circuit.failuresInRow }, 'the match advisor gave no advice');
    return { kind: 'failure' };
  };
  return async (request, signal) => {
    if (!mayAsk(circuit, clock.now())) return { kind: 'paused' };
    try {
      const advice = readAdvice(await advisor.ask(request, signal), request.candidates.length);
      if (advice === null) return failed('not_an_advice', null);
      circuit = afterAnswer(circuit, 'advice', clock.now());
      return { kind: 'advice', advice };
    } catch (error) {
      if (signal.aborted) return { kind: 'cancelled' };
      if (!(error instanceof AdvisorFailure)) throw error;
      return failed(error.reason, error.status);
    }
  };
}
