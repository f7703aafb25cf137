/** The states of a connection (D.2). The row in PostgreSQL is the truth; the lifecycle workflow is its clock. */
export const connectionStatuses = [
  'awaiting_auth',
  'grant_pending',
  'active',
  'expiring',
  'needs_reconsent',
  'needs_operator',
  'revoking',
  'revoked',
  'abandoned',
] as const;
export type ConnectionStatus = (typeof connectionStatuses)[number];

/** The legal steps (D.2, S-15). DELETE leads to `revoking` from every state that is not final. */
export const transitions = {
  awaiting_auth: ['grant_pending', 'abandoned', 'revoking'],
  grant_pending: ['active', 'abandoned', 'revoking'],
  active: ['expiring', 'needs_reconsent', 'needs_operator', 'revoking'],
  expiring: ['active', 'needs_reconsent', 'needs_operator', 'revoking'],
  needs_reconsent: ['active', 'abandoned', 'revoking'],
  needs_operator: ['active', 'expiring', 'needs_reconsent', 'revoking'],
  revoking: ['revoked'],
  revoked: [],
  abandoned: [],
} as const satisfies Record<ConnectionStatus, readonly ConnectionStatus[]>;

export function canTransition(from: ConnectionStatus, to: ConnectionStatus): boolean {
  const allowed: readonly ConnectionStatus[] = transitions[from];
  return allowed.includes(to);
}

/** The states a connection may be in just before `to`: the `WHERE` of its update. */
export const statusesBefore = (to: ConnectionStatus): readonly ConnectionStatus[] =>
  connectionStatuses.filter((from) => canTransition(from, to));

/** Whether runs may be opened by themselves. */
export const canSync = (status: ConnectionStatus): boolean => status === 'active' || status === 'expiring';

/** Whether a run may be opened for a person who is present: one may always retry where the consent is good (D.2). */
export const canRetry = (status: ConnectionStatus): boolean => canSync(status) || status === 'needs_operator';

/** Nothing leads out of it. */
export const isFinal = (status: ConnectionStatus): boolean => transitions[status].length === 0;

const renewable = ['active', 'expiring', 'needs_reconsent', 'needs_operator'] as const;
export type RenewableStatus = (typeof renewable)[number];

/** Whether a new consent may take the place of the one it has, or had (D-18). */
export const isRenewable = (status: ConnectionStatus): status is RenewableStatus =>
  renewable.some((one) => one === status);
