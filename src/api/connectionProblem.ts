import type { ErrorCode } from '../contracts/errorCodes.ts';
import type { ConnectionStatus } from '../domain/connectionStatus.ts';
import { ApiProblem } from './problem.ts';

type IdleStatus = Exclude<ConnectionStatus, 'active' | 'expiring'>;

/** Each state that forbids a sync is a code of the table too. */
const codes = {
  awaiting_auth: 'awaiting_auth',
  grant_pending: 'grant_pending',
  needs_reconsent: 'needs_reconsent',
  needs_operator: 'needs_operator',
  revoking: 'revoking',
  revoked: 'revoked',
  abandoned: 'abandoned',
} as const satisfies Record<IdleStatus, ErrorCode>;

const isIdle = (status: ConnectionStatus): status is IdleStatus => Object.hasOwn(codes, status);

/** 409 with the state as code, where a connection in it may not sync (contract 3.1); else null. */
export function connectionProblem(status: ConnectionStatus, connectionId: string): ApiProblem | null {
  if (!isIdle(status)) return null;
  return new ApiProblem(codes[status], { status: 409, extras: { connection_id: connectionId } });
}
