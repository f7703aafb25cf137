import { idleCode } from '../contracts/idleCode.ts';
import { type ConnectionStatus, canRetry } from '../domain/connectionStatus.ts';
import { ApiProblem } from './problem.ts';

/** 409 with the state as code, where a connection in it may not sync (contract 3.1); else null. `attended`: a person is present. */
export function connectionProblem(
  status: ConnectionStatus,
  connectionId: string,
  { attended }: { readonly attended: boolean } = { attended: false },
): ApiProblem | null {
  const code = idleCode(status);
  return code === null || (attended && canRetry(status))
    ? null
    : new ApiProblem(code, { status: 409, extras: { connection_id: connectionId } });
}
