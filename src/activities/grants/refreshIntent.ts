import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { setGrantState } from '../../db/sql/grants/setGrantState.ts';
import type { OpenIncident } from '../../db/sql/incidents/readOpenIncidents.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import type { BankIncidents } from './bankIncidents.ts';
import { mayHaveRotated, readGrantState, writeGrantState } from './grantState.ts';

export interface GrantAtHand {
  readonly id: string;
  readonly version: number;
  /** As the row has it. */
  readonly state: string;
}

export type RefreshIntent =
  /** `state`: as the row has it now. */
  | { readonly kind: 'written'; readonly state: string; readonly incidents: readonly OpenIncident[] }
  | { readonly kind: 'shut'; readonly code: string };

/**
 * A.2, step 2: committed before the token is spent, by a connection of its own, so that a database which is dead or full
 * is found while the token is good, and a death on the way leaves its mark. A mark that is there already stays.
 *
 * To be made outside of the transaction that will hold the lock: inside it a transaction cannot be opened.
 */
export function createIntentWriter(
  { orm }: ActivityDeps,
  incidents: BankIncidents,
): (clientId: string, grant: GrantAtHand) => Promise<RefreshIntent> {
  const outside = AsyncLocalStorage.snapshot();
  const write = (clientId: string, { id: grantId, version, state }: GrantAtHand): Promise<RefreshIntent> =>
    withClient(orm.em, { clientId, role: 'kontosync_worker' }, async (em) => {
      const admission = await incidents.admit(em);
      if (admission.kind === 'shut') return admission;
      const written = { kind: 'written', incidents: admission.incidents } as const;
      if (mayHaveRotated(readGrantState(state))) return { ...written, state };
      const to = writeGrantState({ kind: 'refreshing', mark: randomUUID() });
      await setGrantState(em, { clientId, grantId, version, from: state, to });
      return { ...written, state: to };
    });
  return (clientId, grant) => outside(() => write(clientId, grant));
}
