import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { refusals } from '../../../contracts/connection.ts';
import { readConnectionState, type StoredConnectionState } from '../../../db/sql/connections/readConnectionState.ts';
import { addAuditEntries } from '../../../db/sql/effects/addAuditEntries.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { isFinal } from '../../../domain/connectionStatus.ts';
import type { ApiDeps } from '../../apiDeps.ts';
import { defineRoute } from '../../defineRoute.ts';
import { requireYes } from '../../engineAnswer.ts';
import { notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { id } from '../../shapes/fields.ts';

/** A bank that answers has confirmed by then; another is not waited for. */
const confirmedWithinMs = 3_000;
const pauseMs = 100;

export type BankConfirmation = boolean | 'pending';

/** What the bank is known to have said: of an abandoned walk nothing, until its grant is revoked. */
export function confirmationOf({
  status,
  isRevokeConfirmed,
}: Pick<StoredConnectionState, 'status' | 'isRevokeConfirmed'>): BankConfirmation {
  if (isRevokeConfirmed) return true;
  return status === 'revoked' ? false : 'pending';
}

const messages = {
  true: 'The account is disconnected, and the bank has confirmed it.',
  false: 'The account is disconnected; the bank did not confirm it, and its secrets are wiped.',
  pending: 'The account is disconnected; the bank is being told.',
} as const;

const read = ({ orm }: ApiDeps, clientId: string, connectionId: string): Promise<StoredConnectionState | null> =>
  withClient(orm.em, { clientId, role: 'kontosync_app' }, (em) => readConnectionState(em, { clientId, connectionId }));

async function afterRevoke(deps: ApiDeps, clientId: string, connectionId: string): Promise<StoredConnectionState> {
  for (const deadline = performance.now() + confirmedWithinMs; ; await pause(pauseMs)) {
    const stored = await read(deps, clientId, connectionId);
    if (stored === null) throw notFound();
    if (confirmationOf(stored) !== 'pending' || performance.now() > deadline || deps.isShuttingDown()) return stored;
  }
}

/** DELETE /api/dnb/connections/{id}: unusable from the answer on; rows and matches stay. Any number of times. */
export const deleteConnection = defineRoute({
  method: 'delete',
  path: '/api/dnb/connections/:id',
  scope: 'connections:write',
  summary: 'Disconnect',
  params: z.strictObject({ id }),
  responses: {
    200: z.object({
      success: z.literal(true),
      message: z.string(),
      confirmed_at_bank: z.union([z.boolean(), z.literal('pending')]),
    }),
  },
  handler:
    (deps) =>
    async ({ principal, params }) => {
      const connectionId = params.id;
      const clientId = await requireOwner(deps.orm, principal, 'connection', connectionId);
      let stored = await read(deps, clientId, connectionId);
      if (stored === null) throw notFound();
      if (!isFinal(stored.status)) {
        if (stored.status !== 'revoking')
          await withClient(deps.orm.em, { clientId, role: 'kontosync_app' }, (em) =>
            addAuditEntries(em, clientId, [
              { kind: 'api_call', actor: principal.id, action: 'connection.disconnect', subjectId: connectionId },
            ]),
          );
        const answer = await deps.engine.revoke({ clientId, connectionId });
        // Closed meanwhile is what was wanted; the row tells.
        if (answer.ok || answer.code !== refusals.closed) requireYes(answer, connectionId);
        stored = await afterRevoke(deps, clientId, connectionId);
      }
      const confirmation = confirmationOf(stored);
      return reply(200, {
        success: true,
        message: messages[`${confirmation}`],
        confirmed_at_bank: confirmation,
      });
    },
});
