import { type ConnectionStatus, canRetry, canSync } from '../domain/connectionStatus.ts';
import type { ErrorCode } from './errorCodes.ts';

const codes = {
  awaiting_auth: 'not_connected',
  grant_pending: 'not_connected',
  needs_reconsent: 'needs_reconsent',
  needs_operator: 'needs_operator',
  revoking: 'revoked',
  revoked: 'revoked',
  abandoned: 'abandoned',
} as const satisfies Partial<Record<ConnectionStatus, ErrorCode>>;

const isRefused = (status: ConnectionStatus): status is keyof typeof codes => !canSync(status);

/** Why a connection in this state may not sync (contract 3.1); null: it may. `attended`: a person is present. */
export const syncRefusal = (
  status: ConnectionStatus,
  { attended }: { readonly attended: boolean },
): ErrorCode | null => (isRefused(status) && !(attended && canRetry(status)) ? codes[status] : null);
