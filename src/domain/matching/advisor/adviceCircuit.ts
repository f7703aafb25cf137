/** Whether the advisor is asked at all: after some failures in a row it is left alone for a while (matching 11). */
export interface AdviceCircuit {
  readonly failuresInRow: number;
  /** Epoch milliseconds; 0: it was never paused. */
  readonly pausedUntilMs: number;
}

export const closedCircuit: AdviceCircuit = { failuresInRow: 0, pausedUntilMs: 0 };

const failuresToPause = 5;
const pauseMs = 5 * 60_000;

export const mayAsk = ({ pausedUntilMs }: AdviceCircuit, nowMs: number): boolean => nowMs >= pausedUntilMs;

/** After a pause one more failure is enough for the next: who is still away is asked once in five minutes. */
export function afterAnswer(
  { failuresInRow }: AdviceCircuit,
  answer: 'advice' | 'failure',
  nowMs: number,
): AdviceCircuit {
  if (answer === 'advice') return closedCircuit;
  const failures = failuresInRow + 1;
  return { failuresInRow: failures, pausedUntilMs: failures >= failuresToPause ? nowMs + pauseMs : 0 };
}
