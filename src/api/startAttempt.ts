import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { closeAttempts } from '../db/sql/attempts/closeAttempts.ts';
import { insertAttempt } from '../db/sql/attempts/insertAttempt.ts';
import { readAttempt } from '../db/sql/attempts/readAttempt.ts';
import { readReturnUrls } from '../db/sql/clients/readReturnUrls.ts';
import { addAuditEntries } from '../db/sql/effects/addAuditEntries.ts';
import { withClient } from '../db/tenantScope.ts';
import { decideReturnUrl } from '../domain/returnUrl.ts';
import { hashState, newCodeVerifier, newState } from '../security/oauthSecrets.ts';
import type { ApiDeps } from './apiDeps.ts';
import { openAuthorizationUrl } from './authorizationUrl.ts';
import type { RequestFacts } from './defineRoute.ts';
import { requireEngine, requireYes } from './engineAnswer.ts';
import { hashInitiatorRef } from './initiatorRef.ts';
import { ApiProblem } from './problem.ts';
import { id, instantText } from './shapes/fields.ts';

/** Bank A.2. Its check digits are not looked at: numbers from 2032 relax them (bank G). */
const psuIdPattern = /^(\d{11}|[A-Za-z]{2}\d{5})$/;
const defaultAttemptLifeMs = 15 * 60_000;

/** What begins a walk to the bank, whether first or renewed. */
export const attemptMembers = {
  initiator_ref: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .meta({ description: "The ERP's own session or user: connect must carry the same" }),
  return_url: z.string().min(1).max(2_048).optional(),
  psu_id: z
    .string()
    .regex(psuIdPattern, '11 digits, or two letters and five digits for a business user')
    .optional()
    .meta({ description: 'Who the person is at the bank; used by profile `consent`, not kept beyond the walk' }),
};

export const startedShape = z.object({
  success: z.literal(true),
  authorization_url: z.url(),
  state: z.string(),
  message: z.string(),
  connection_id: id,
  expires_at: instantText,
});

export interface AttemptWish extends Pick<RequestFacts, 'principal' | 'psu'> {
  readonly clientId: string;
  readonly connectionId: string;
  readonly isRenewal: boolean;
  readonly initiatorRef: string | undefined;
  readonly returnUrl: string | undefined;
  readonly psuId: string | undefined;
  /** In the transaction of the attempt, before it. */
  readonly prepare: (em: EntityManager) => Promise<void>;
}

/**
 * An attempt, and the bank's page for it. State and verifier are made here and lie encrypted in the attempt; the workflow
 * gets its id (A-2, B-12). Throws `ApiProblem` where the return URL is not registered, the bank gives no page, or
 * the connection takes no attempt.
 */
export async function startAttempt(deps: ApiDeps, wish: AttemptWish): Promise<z.input<typeof startedShape>> {
  const { orm, engine, cipher, settings, descriptor, attemptLifeMs = defaultAttemptLifeMs } = deps;
  const { clientId, connectionId, isRenewal, principal, psu } = wish;
  if (wish.returnUrl !== undefined) await requireReturnUrl(deps, clientId, wish.returnUrl);
  await deps.rates.admitInitiate(clientId);
  await requireEngine(deps);

  const attemptId = randomUUIDv7();
  const state = newState();
  // Personal data that the profile has no use for is not kept at all (bank G).
  const psuId = descriptor.authorization === 'consent' ? wish.psuId : undefined;
  const secrets = JSON.stringify({ state, codeVerifier: newCodeVerifier(), ...(psuId === undefined ? {} : { psuId }) });
  const { ciphertext, ...key } = await cipher.encrypt({ connectionId, kind: 'attempt', plaintext: secrets });
  const asClient = { clientId, role: 'kontosync_app' } as const;
  await withClient(orm.em, asClient, async (em) => {
    await wish.prepare(em);
    await insertAttempt(em, {
      id: attemptId,
      clientId,
      connectionId,
      stateHash: hashState(state),
      principalId: principal.id,
      initiatorRefHash: wish.initiatorRef === undefined ? null : hashInitiatorRef(wish.initiatorRef),
      redirectUri: settings.redirectUri,
      scope: settings.scope,
      returnUrl: wish.returnUrl ?? null,
      isRenewal,
      ciphertext,
      key,
      psuIpAddress: psu?.ipAddress ?? null,
      lifeMs: attemptLifeMs,
    });
    await addAuditEntries(em, clientId, [
      {
        kind: 'api_call',
        actor: principal.id,
        action: isRenewal ? 'oauth.reconsent' : 'oauth.initiate',
        subjectId: connectionId,
        data: { attempt_id: attemptId },
      },
    ]);
  });

  try {
    requireYes(await engine.beginAuthorization({ clientId, connectionId, attemptId }), connectionId);
  } catch (error) {
    // The caller never learns the state, so nothing can come of it; else who the person is would stay stored.
    await withClient(orm.em, asClient, (em) =>
      closeAttempts(em, { clientId, connectionId, attemptId, code: 'attempt_failed' }),
    );
    throw error;
  }
  const attempt = await withClient(orm.em, asClient, (em) => readAttempt(em, { clientId, attemptId }));
  const opened = attempt === null ? null : await openAuthorizationUrl(cipher, attempt);
  if (attempt === null || opened === null) throw new ApiProblem('attempt_failed');
  return {
    success: true,
    authorization_url: opened.url,
    state,
    message: 'Send the person to authorization_url.',
    connection_id: connectionId,
    expires_at: new Date(attempt.expiresMs).toISOString(),
  };
}

async function requireReturnUrl({ orm, settings }: ApiDeps, clientId: string, returnUrl: string): Promise<void> {
  const registered = await withClient(orm.em, { clientId, role: 'kontosync_app' }, (em) =>
    readReturnUrls(em, clientId),
  );
  const decision = decideReturnUrl(returnUrl, { registered, sandbox: settings.sandbox });
  if (decision.kind === 'refused')
    throw new ApiProblem('return_url_not_allowed', { extras: { reason: decision.reason } });
}
