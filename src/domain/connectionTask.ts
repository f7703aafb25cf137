import { stateAlertKinds } from './stateAlert.ts';

/** Work for a person about a connection, or one of its accounts, as a whole (contract 3.2). */
export const connectionTaskKinds = ['consent_to_renew', 'account_gone', ...stateAlertKinds] as const;
export type ConnectionTaskKind = (typeof connectionTaskKinds)[number];
