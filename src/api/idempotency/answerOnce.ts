import { createHash, createHmac, randomUUID } from 'node:crypto';
import { claimIdempotencyKey, type IdempotencyClaim } from '../../db/sql/idempotency/claimIdempotencyKey.ts';
import { type KeptIdempotencyKey, readIdempotencyKey } from '../../db/sql/idempotency/readIdempotencyKey.ts';
import { giveClaimBack, keepReply } from '../../db/sql/idempotency/settleIdempotencyKey.ts';
import { withClient } from '../../db/tenantScope.ts';
import { canonicalJson } from '../../domain/canonicalJson.ts';
import { constantTimeEqual } from '../../security/constantTime.ts';
import type { Keyring } from '../../security/keyring.ts';
import type { ApiDeps } from '../apiDeps.ts';
import { classifyError } from '../classifyError.ts';
import type { AnyReply, RawRequest, Route } from '../defineRoute.ts';
import { ApiProblem, problemBody } from '../problem.ts';
import type { StoredReply } from '../reply.ts';
import { openReply, sealReply } from './keptReply.ts';
import { subjectOf } from './subjectOf.ts';

const keepMs = 24 * 60 * 60_000;
/** Longer than any request works (25 s of waiting, statements of 30 s): a claim this old is of a process that died. */
const deadAfterMs = 120_000;
const retryAfterSeconds = 2;

type Deps = Pick<ApiDeps, 'orm' | 'keyring'>;

export interface OnceRequest extends RawRequest {
  readonly idempotencyKey: string;
  /** As it came, with its ids. */
  readonly path: string;
}

/** What makes two requests the same: content and who acts. Not who is present, nor when the answer is wanted. */
function fingerprintOf(keyring: Keyring, keyId: string, { path, query, body, kontosyncUser }: OnceRequest): Buffer {
  const canonical = canonicalJson({ path, query, body, user: kontosyncUser });
  const sha256 = createHash('sha256').update(canonical).digest();
  // Keyed: a body may hold a national identity number, which a bare hash would not hide.
  return createHmac('sha256', keyring.keyFor('idempotency-fingerprint', keyId)).update(sha256).digest();
}

const contextOf = ({ clientId, route, keySha256 }: IdempotencyClaim): string =>
  `${clientId}|${route}|${keySha256.toString('hex')}`;

async function claimOf({ orm, keyring }: Deps, route: Route, request: OnceRequest): Promise<IdempotencyClaim> {
  return {
    clientId: await subjectOf({ orm, principal: request.principal, route, params: request.params, body: request.body }),
    route: `${route.method.toUpperCase()} ${route.path}`,
    keySha256: createHash('sha256').update(request.idempotencyKey).digest(),
    claimId: randomUUID(),
    fingerprint: fingerprintOf(keyring, keyring.currentKeyId, request),
    keyId: keyring.currentKeyId,
    keepMs,
    deadAfterMs,
  };
}

/** What an earlier request with this key was answered. Throws 409 where it still works, 422 where it was another one. */
async function repeat(
  { keyring }: Deps,
  claim: IdempotencyClaim,
  request: OnceRequest,
  kept: KeptIdempotencyKey | null,
): Promise<StoredReply> {
  if (kept !== null && !constantTimeEqual(kept.fingerprint, fingerprintOf(keyring, kept.keyId, request)))
    throw new ApiProblem('idempotency_key_reused');
  if (kept === null || kept.reply === null)
    throw new ApiProblem('idempotency_in_flight', { headers: { 'Retry-After': String(retryAfterSeconds) } });
  const reply = await openReply(keyring.keyFor('idempotency-reply', kept.keyId), contextOf(claim), kept.reply);
  return { ...reply, headers: { ...reply.headers, 'Idempotency-Replayed': 'true' } };
}

/** The answer in the form in which it is kept; null: it is not kept, and a repeat is carried out anew. */
function keepable(outcome: AnyReply | ApiProblem, requestId: string): StoredReply | null {
  if (outcome instanceof ApiProblem) {
    if (outcome.status >= 500 || outcome.status === 429) return null;
    const text = JSON.stringify(problemBody(outcome, requestId));
    return { kind: 'stored', status: outcome.status, type: 'application/problem+json', headers: outcome.headers, text };
  }
  if (outcome.kind !== 'json') return null;
  const { status, headers, body } = outcome;
  return { kind: 'stored', status, type: 'application/json', headers, text: JSON.stringify(body) };
}

/** Never throws: the work is done, and its answer is worth more than its copy. */
async function settle(
  { orm, keyring }: Deps,
  claim: IdempotencyClaim,
  reply: StoredReply | null,
  request: OnceRequest,
) {
  const inScope = { clientId: claim.clientId, role: 'kontosync_app' } as const;
  try {
    if (reply === null) {
      await withClient(orm.em, inScope, (em) => giveClaimBack(em, claim));
      return;
    }
    const sealed = await sealReply(keyring.keyFor('idempotency-reply'), contextOf(claim), reply);
    const kept = await withClient(orm.em, inScope, (em) => keepReply(em, claim, { status: reply.status, sealed }));
    if (!kept) request.log.warn('a request with an Idempotency-Key took so long that another was let through');
  } catch (error) {
    request.log.error({ err: error }, 'the answer to an Idempotency-Key could not be kept');
  }
}

/**
 * Carries a request out unless one with its `Idempotency-Key` was before: then the answer is that one's (C-13). 2xx and
 * 4xx are kept for a day; 429 and 5xx are not, and the same key may be tried again.
 */
export async function answerOnce(
  deps: Deps,
  route: Route,
  request: OnceRequest,
  carryOut: (request: RawRequest) => Promise<AnyReply>,
): Promise<AnyReply | StoredReply> {
  const claim = await claimOf(deps, route, request);
  const inScope = { clientId: claim.clientId, role: 'kontosync_app' } as const;
  const before = await withClient(deps.orm.em, inScope, async (em) =>
    (await claimIdempotencyKey(em, claim)) ? null : { kept: await readIdempotencyKey(em, claim) },
  );
  if (before !== null) return repeat(deps, claim, request, before.kept);
  try {
    const reply = await carryOut(request);
    await settle(deps, claim, keepable(reply, request.requestId), request);
    return reply;
  } catch (error) {
    await settle(deps, claim, keepable(classifyError(error), request.requestId), request);
    throw error;
  }
}
