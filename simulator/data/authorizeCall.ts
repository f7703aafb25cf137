import { isIP } from 'node:net';
import type { Request } from 'express';
import { noAccess, unknownConsent } from '../consent/consentErrors.ts';
import type { SimulatorContext } from '../context.ts';
import type { BankAccount } from '../ledger/bank.ts';
import type { Consent } from '../state/state.ts';
import { formatError, notFound, type TppError } from './tppError.ts';

export interface AuthorizedCall {
  readonly consent: Consent;
  /** A person is present: `PSU-IP-Address` was sent. */
  readonly attended: boolean;
}

export type CallCheck<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: TppError };

export const refuse = (error: TppError): { readonly ok: false; readonly error: TppError } => ({ ok: false, error });
const refuse401 = (code: string, text: string): { readonly ok: false; readonly error: TppError } =>
  refuse({ status: 401, code, text });

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What every call of both profiles carries, or may carry. */
export function checkHeaders(request: Request): CallCheck<{ readonly attended: boolean }> {
  if (!uuidForm.test(request.get('x-request-id') ?? '')) return refuse(formatError('X-Request-ID must be a UUID.'));
  const psuAddress = request.get('psu-ip-address');
  if (psuAddress !== undefined && isIP(psuAddress) === 0)
    return refuse(formatError('PSU-IP-Address must be an IP address.'));
  return { ok: true, value: { attended: psuAddress !== undefined } };
}

/** Whether the caller may ask at all (bank H-3): by a consent in profile `consent`, else by a token. */
export function authorizeCall(context: SimulatorContext, request: Request): CallCheck<AuthorizedCall> {
  const headers = checkHeaders(request);
  if (!headers.ok) return headers;
  const consentId = request.get('consent-id');
  const consent = consentId === undefined ? byToken(context, request) : byConsent(context, request, consentId);
  return consent.ok ? { ok: true, value: { consent: consent.value, ...headers.value } } : consent;
}

function byConsent({ consents }: SimulatorContext, request: Request, consentId: string): CallCheck<Consent> {
  if (request.get('authorization') !== undefined) return refuse(formatError('Authorization is not used here.'));
  const consent = consents.find(consentId);
  if (consent?.asked === undefined) return refuse(unknownConsent);
  return consent.status === 'valid' ? { ok: true, value: consent } : refuse(noAccess(consent));
}

/** An expired consent beats a fresh token (bank C). */
function byToken({ settings, tokens, consents }: SimulatorContext, request: Request): CallCheck<Consent> {
  if (request.get('x-api-key') !== settings.apiKey) return refuse401('ROLE_INVALID', 'Unknown API key.');

  const token = bearerOf(request);
  const known = token === null ? undefined : tokens.access(token);
  const consent = known === undefined ? undefined : consents.find(known.consentId);
  if (known === undefined || consent === undefined) return refuse401('TOKEN_UNKNOWN', 'The token is not known.');
  if (consent.status === 'expired') return refuse401('CONSENT_EXPIRED', 'The consent has expired.');
  if (consent.status !== 'valid') return refuse401('TOKEN_UNKNOWN', 'The consent was withdrawn.');
  if (known.expiresAt <= settings.now()) return refuse401('TOKEN_EXPIRED', 'The token has expired.');
  return { ok: true, value: consent };
}

/** The account of the path, which the consent must name. Another's is as unknown as one that does not exist. */
export function grantedAccount({ bank }: SimulatorContext, consent: Consent, bban: string): CallCheck<BankAccount> {
  const account = consent.accountIds.includes(bban) ? bank.account(bban) : undefined;
  return account === undefined ? refuse(notFound) : { ok: true, value: account };
}

export function bearerOf(request: Request): string | null {
  const found = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '');
  return found?.[1] ?? null;
}
