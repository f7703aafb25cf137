import { randomUUIDv7 } from 'node:crypto';
import { z } from 'zod';
import { insertAttempt } from '../../../db/sql/attempts/insertAttempt.ts';
import { readAttempt } from '../../../db/sql/attempts/readAttempt.ts';
import { ensureClient } from '../../../db/sql/clients/ensureClient.ts';
import { readReturnUrls } from '../../../db/sql/clients/readReturnUrls.ts';
import { insertConnection } from '../../../db/sql/connections/insertConnection.ts';
import { addAuditEntries } from '../../../db/sql/effects/addAuditEntries.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { decideReturnUrl } from '../../../domain/returnUrl.ts';
import { hashState, newCodeVerifier, newState } from '../../../security/oauthSecrets.ts';
import type { ApiDeps } from '../../apiDeps.ts';
import { openAuthorizationUrl } from '../../authorizationUrl.ts';
import { defineRoute } from '../../defineRoute.ts';
import { requireEngine, requireYes } from '../../engineAnswer.ts';
import { hashInitiatorRef } from '../../initiatorRef.ts';
import { ApiProblem } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireClient } from '../../requireOwner.ts';
import { clientId as clientIdShape, id, instantText } from '../../shapes/fields.ts';

const defaultAttemptLifeMs = 15 * 60_000;

const bodyShape = z.strictObject({
  client_id: clientIdShape,
  initiator_ref: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .meta({ description: "The ERP's own session or user: connect must carry the same" }),
  return_url: z.string().min(1).max(2_048).optional(),
  psu_id: z.string().min(1).max(64).optional().meta({ description: 'Not used by this profile, and not kept' }),
});

const startedShape = z.object({
  success: z.literal(true),
  authorization_url: z.url(),
  state: z.string(),
  message: z.string(),
  connection_id: id,
  expires_at: instantText,
});

async function requireReturnUrl({ orm, settings }: ApiDeps, clientId: string, returnUrl: string): Promise<void> {
  const registered = await withClient(orm.em, { clientId, role: 'kontosync_app' }, (em) =>
    readReturnUrls(em, clientId),
  );
  const decision = decideReturnUrl(returnUrl, { registered, sandbox: settings.sandbox });
  if (decision.kind === 'refused')
    throw new ApiProblem('return_url_not_allowed', { extras: { reason: decision.reason } });
}

/**
 * POST /api/dnb/oauth/initiate: a connection that waits for its consent, and the bank's page for it. State and verifier are
 * made here and lie encrypted in the attempt; the workflow gets its id (A-2, B-12).
 */
export const postInitiate = defineRoute({
  method: 'post',
  path: '/api/dnb/oauth/initiate',
  scope: 'connections:write',
  summary: 'Begin to connect a bank account',
  body: bodyShape,
  responses: { 200: startedShape },
  handler: (deps) => {
    const { orm, engine, cipher, settings, descriptor, attemptLifeMs = defaultAttemptLifeMs } = deps;
    return async ({ principal, body, psu }) => {
      const clientId = requireClient(principal, body.client_id);
      if (body.return_url !== undefined) await requireReturnUrl(deps, clientId, body.return_url);
      await requireEngine(deps);

      const connectionId = randomUUIDv7();
      const attemptId = randomUUIDv7();
      const state = newState();
      const secrets = JSON.stringify({ state, codeVerifier: newCodeVerifier() });
      const { ciphertext, ...key } = await cipher.encrypt({ connectionId, kind: 'attempt', plaintext: secrets });
      const asClient = { clientId, role: 'kontosync_app' } as const;
      await withClient(orm.em, asClient, async (em) => {
        await ensureClient(em, clientId);
        await insertConnection(em, { id: connectionId, clientId, bank: descriptor.bank });
        await insertAttempt(em, {
          id: attemptId,
          clientId,
          connectionId,
          stateHash: hashState(state),
          principalId: principal.id,
          initiatorRefHash: body.initiator_ref === undefined ? null : hashInitiatorRef(body.initiator_ref),
          redirectUri: settings.redirectUri,
          scope: settings.scope,
          returnUrl: body.return_url ?? null,
          ciphertext,
          key,
          psuIpAddress: psu?.ipAddress ?? null,
          lifeMs: attemptLifeMs,
        });
        await addAuditEntries(em, clientId, [
          {
            kind: 'api_call',
            actor: principal.id,
            action: 'oauth.initiate',
            subjectId: connectionId,
            data: { attempt_id: attemptId },
          },
        ]);
      });

      requireYes(await engine.beginAuthorization({ clientId, connectionId, attemptId }), connectionId);
      const attempt = await withClient(orm.em, asClient, (em) => readAttempt(em, { clientId, attemptId }));
      const opened = attempt === null ? null : await openAuthorizationUrl(cipher, attempt);
      if (attempt === null || opened === null) throw new ApiProblem('attempt_failed');
      return reply(200, {
        success: true,
        authorization_url: opened.url,
        state,
        message: 'Send the person to authorization_url.',
        connection_id: connectionId,
        expires_at: new Date(attempt.expiresMs).toISOString(),
      });
    };
  },
});
