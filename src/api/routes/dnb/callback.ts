import { z } from 'zod';
import { withParameters } from '../../../domain/returnUrl.ts';
import { acceptRedirect, type RedirectQuery } from '../../acceptRedirect.ts';
import type { ApiDeps } from '../../apiDeps.ts';
import { callbackFailedPage, callbackPage } from '../../callbackPages.ts';
import { classifyError } from '../../classifyError.ts';
import { defineRoute } from '../../defineRoute.ts';
import { reply, replyPage, replyRedirect } from '../../reply.ts';
import { returnUrlOf } from '../../returnUrlOf.ts';
import { id } from '../../shapes/fields.ts';
import { offeredAccount, presentOffered } from '../../shapes/offeredAccountShape.ts';

/** Banks add parameters of their own. */
const queryShape = z.looseObject({
  code: z.string().min(1).max(4_096).optional(),
  state: z.string().min(1).max(512).optional(),
  error: z.string().min(1).max(128).optional(),
  iss: z.string().min(1).max(2_048).optional(),
});

const acceptedShape = z.object({
  success: z.literal(true),
  accounts: z.array(offeredAccount),
  next_step: z.string(),
  code: z.string().optional().meta({ description: 'For connect, where the redirect brings none (profile `consent`)' }),
  connection_id: id,
});

/** The errors that a return URL may learn (contract 3.1). */
const toldErrors: Readonly<Record<string, string>> = {
  access_denied: 'access_denied',
  attempt_expired: 'attempt_expired',
  invalid_state: 'invalid_state',
};

/**
 * GET /api/dnb/oauth/callback: the person, or the ERP that owns the redirect URI, comes back from the bank. Machines get
 * JSON, a browser a page, or a 303 to the return URL of initiate with a code of ours.
 */
export const getCallback = defineRoute({
  method: 'get',
  path: '/api/dnb/oauth/callback',
  open: true,
  summary: 'Where the bank sends the person back to',
  refusesHead: true,
  answersBrowsers: true,
  query: queryShape,
  responses: { 200: acceptedShape },
  handler:
    (deps) =>
    async ({ query, acceptsHtml, address, log }) => {
      await deps.rates.admitCallback(address);
      if (!acceptsHtml) {
        const accepted = await acceptRedirect(deps, query, { wantsOwnCode: false });
        return reply(200, {
          success: true,
          accounts: accepted.accounts.map(presentOffered),
          next_step: 'POST /api/dnb/connect',
          ...(accepted.ownCode === null ? {} : { code: accepted.ownCode }),
          connection_id: accepted.connectionId,
        });
      }
      try {
        const { returnUrl, ownCode } = await acceptRedirect(deps, query, { wantsOwnCode: true });
        return returnUrl === null || ownCode === null
          ? replyPage(200, callbackPage)
          : replyRedirect(withParameters(returnUrl, { state: query.state ?? '', code: ownCode }));
      } catch (error) {
        const problem = classifyError(error);
        if (problem.status >= 500)
          log.error({ err: problem.cause ?? problem, problem: problem.code }, 'callback failed');
        const returnUrl = await returnUrlFor(deps, query, problem.code);
        if (returnUrl !== null) return replyRedirect(returnUrl);
        return replyPage(problem.status, callbackFailedPage(problem));
      }
    },
});

/** Where a browser is sent with a problem; null: nowhere, as nobody knows whose attempt it was. */
async function returnUrlFor(deps: ApiDeps, query: RedirectQuery, code: string): Promise<string | null> {
  if (query.state === undefined) return null;
  const returnUrl = await returnUrlOf(deps, query.state).catch(() => null);
  return returnUrl === null
    ? null
    : withParameters(returnUrl, { state: query.state, error: toldErrors[code] ?? 'bank_unavailable' });
}
