import type { Clock } from '../../clock.ts';
import { addDays } from '../../domain/calendarDate.ts';
import { withParameters } from '../../domain/returnUrl.ts';
import { instantOf } from '../../domain/zonedTime.ts';
import { BankError } from '../bankError.ts';
import { type BankLimits, defaultBankLimits } from '../bankLimits.ts';
import { createHttpClient } from '../httpClient.ts';
import type { BankCall, BankPort, GrantSecrets, IssuedGrant } from '../port.ts';
import { createConsentCalls, type FoundConsent, type OneConsent } from './consentCalls.ts';
import {
  type ConsentDecision,
  type ConsentStatus,
  decideGranted,
  decideLasting,
  outsideConsent,
} from './consentStatus.ts';
import { createDataCalls } from './dataCalls.ts';
import { dnbConsentDescriptor } from './descriptor.ts';
import type { ClosableBankPort, DnbEndpoint } from './oauth2.ts';
import { readPage, readPending, readRaw } from './readPage.ts';

/** DNB in profile `consent` (contract 6, bank A.2–A.5). Nothing is sent or read before the first call. */
export function createDnbConsent(
  settings: Pick<DnbEndpoint, 'baseUrl' | 'sandbox' | 'tls'>,
  clock: Clock,
  limits: BankLimits = defaultBankLimits,
): ClosableBankPort {
  const { sandbox, tls } = settings;
  const baseUrl = new URL(settings.baseUrl);
  const descriptor = dnbConsentDescriptor;
  const http = createHttpClient({ limits, tls });
  const consents = createConsentCalls({ baseUrl, sandbox, http, clock, limits, descriptor });
  const credentials = ({ accessToken }: GrantSecrets) => ({ 'consent-id': accessToken });
  const data = createDataCalls({ baseUrl, credentials, http, clock, limits });

  /** The bank may have given less time than it was asked for: its day counts. */
  const toGrant = (secrets: GrantSecrets, { validUntil }: FoundConsent): IssuedGrant => ({
    secrets,
    accessExpiresAt: null,
    refreshExpiresAt: null,
    consentExpiresAt:
      validUntil === null
        ? new Date(clock.now() + descriptor.maxConsentDays * dayMs)
        : new Date(instantOf(addDays(validUntil, 1), 0, descriptor.timeZone) - 1),
  });
  const look = async (of: OneConsent, decide: (status: ConsentStatus) => ConsentDecision): Promise<IssuedGrant> => {
    const found = await consents.read(of);
    const decision = decide(found.status);
    if (decision.kind === 'refused') throw refusalOf(decision);
    return toGrant({ accessToken: of.consentId, refreshToken: null }, found);
  };

  /** Bank E: `CONSENT_INVALID` says that a call is outside its consent; the consent itself says why. */
  const explained = async <T>(call: BankCall, endpoint: 'accounts' | 'account', work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof BankError) || error.details.bankCode !== 'CONSENT_INVALID') throw error;
      const { secrets, psu, onCall } = call;
      await look({ consentId: secrets.accessToken, psu, onCall }, decideLasting);
      throw new BankError({ ...error.details, code: outsideConsent(endpoint) });
    }
  };

  return {
    descriptor,
    async authorizationUrl({ state, redirectUri, psuId, psu }, onCall) {
      const wish = { redirectUri: withParameters(redirectUri, { state }), psuId, psu, onCall };
      const { consentId, url } = await consents.create(wish);
      return { url, pending: { accessToken: consentId, refreshToken: null } };
    },
    // The redirect of this profile carries no code of the bank's.
    redeem: () => Promise.reject(new BankError({ code: 'attempt_failed', sent: false })),
    confirm: ({ secrets, psu, onCall }) => look({ consentId: secrets.accessToken, psu, onCall }, decideGranted),
    /** There is no token to renew: the consent is looked at, and stays as it is while it is valid. */
    refresh: ({ accessToken }, onCall) => look({ consentId: accessToken, psu: null, onCall }, decideLasting),
    async revoke({ accessToken }, onCall) {
      await consents.end({ consentId: accessToken, psu: null, onCall }).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
      return { confirmed: true };
    },
    accounts: (call) => explained(call, 'accounts', data.accounts(call)),
    balances: (call, accountId) => explained(call, 'account', data.balances(call, accountId)),
    transactionsPage: (call, query) => explained(call, 'account', data.transactionsPage(call, query)),
    readPage: (body) => readPage(body, limits),
    readPending: (body) => readPending(body, limits),
    readRaw: (body, position) => readRaw(body, position, limits),
    close: () => http.close(),
  } satisfies BankPort & { close(): Promise<void> };
}

const dayMs = 86_400_000;

const refusalOf = ({ code, reason }: Extract<ConsentDecision, { kind: 'refused' }>): BankError =>
  new BankError({ code, sent: true, status: 200, bankCode: reason });

const goneCodes: ReadonlySet<string | undefined> = new Set([
  'CONSENT_UNKNOWN',
  'CONSENT_EXPIRED',
  'CONSENT_INVALID',
  'RESOURCE_UNKNOWN',
  'RESOURCE_EXPIRED',
]);

/** a consent that the bank does not know any more, or has ended, is revoked. */
const isGone = (error: unknown): boolean =>
  error instanceof BankError &&
  (error.details.status === 404 || error.details.status === 410 || goneCodes.has(error.details.bankCode));
