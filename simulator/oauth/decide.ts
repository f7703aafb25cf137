import type { SimulatorContext } from '../context.ts';
import { type AuthorizationRequest, redirectTo } from './authorizationRequest.ts';

export interface Decision {
  readonly request: AuthorizationRequest;
  /** This server's own address, for `iss`. */
  readonly issuer: string;
}

/** The person refused: `access_denied`. */
export const denyAccess = ({ settings }: SimulatorContext, { request, issuer }: Decision): string =>
  redirectTo(request, { error: 'access_denied', ...(settings.sendIssuer ? { iss: issuer } : {}) });

/** The person picked accounts: a consent, and a code for its tokens in the redirect. */
export function grantAccess(
  { settings, consents, authorizations, stateFile }: SimulatorContext,
  {
    request,
    issuer,
    personId,
    accountIds,
  }: Decision & { readonly personId: string; readonly accountIds: readonly string[] },
): { readonly redirectUrl: string; readonly consentId: string } {
  const consent = consents.grant({ personId, accountIds, scope: request.scope });
  stateFile.changed();
  const code = authorizations.issueCode(request, consent.id);
  const redirectUrl = redirectTo(request, { code, ...(settings.sendIssuer ? { iss: issuer } : {}) });
  return { redirectUrl, consentId: consent.id };
}
