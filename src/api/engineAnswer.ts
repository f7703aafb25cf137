import type { Answer } from '../contracts/connection.ts';
import { refusals } from '../contracts/connection.ts';
import { type ErrorCode, isErrorCode } from '../contracts/errorCodes.ts';
import { EngineError } from '../temporal/engineError.ts';
import type { ApiDeps } from './apiDeps.ts';
import { ApiProblem } from './problem.ts';

const codeOf = (code: string): ErrorCode => {
  if (code === refusals.closed) return 'attempt_failed';
  return isErrorCode(code) ? code : 'unexpected';
};

/** Throws the problem that a workflow's "no" stands for. */
export function requireYes(answer: Answer, connectionId: string): void {
  if (answer.ok) return;
  const code = codeOf(answer.code);
  // In answer to a request `act` and the like are the table's; the connection is named so that it can be looked at.
  throw new ApiProblem(code, { extras: { connection_id: connectionId } });
}

/** Before something is used up that cannot be used again: is there anybody to hand it to (F4)? Throws `EngineError`. */
export async function requireEngine({ engine }: Pick<ApiDeps, 'engine'>): Promise<void> {
  if (!(await engine.isReachable())) throw new EngineError('engine_unavailable');
}
