import { type ConnectionStatus, canSync } from '../domain/connectionStatus.ts';
import type { ErrorCode } from './errorCodes.ts';

type IdleStatus = Exclude<ConnectionStatus, 'active' | 'expiring'>;
const isIdle = (status: ConnectionStatus): status is IdleStatus => !canSync(status);

/** Each state in which a connection neither syncs nor uses its secrets is a code of the error table; null: it may. */
export const idleCode = (status: ConnectionStatus): (IdleStatus & ErrorCode) | null => (isIdle(status) ? status : null);
