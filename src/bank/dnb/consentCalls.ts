import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { addDays, bankToday, type CalendarDate, parseCalendarDate } from '../../domain/calendarDate.ts';
import { BankError } from '../bankError.ts';
import type { BankLimits } from '../bankLimits.ts';
import { type AskedEndpoint, type OnBankCall, reportCall } from '../callReport.ts';
import type { BankDescriptor } from '../descriptor.ts';
import type { BankAnswer, BankRequest, HttpClient } from '../httpClient.ts';
import type { PaymentServiceUser } from '../port.ts';
import { toRefusal, understandAnswer } from './bankAnswer.ts';
import { type ConsentStatus, consentStatuses } from './consentStatus.ts';
import { bankUrl } from './pageUrl.ts';

export interface ConsentCallDeps {
  readonly baseUrl: URL;
  /** The person may be sent to plain http in sandbox only. */
  readonly sandbox: boolean;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly limits: BankLimits;
  readonly descriptor: BankDescriptor;
}

/** `psu` null: nobody is there. */
interface ConsentCall {
  readonly psu: PaymentServiceUser | null;
  readonly onCall: OnBankCall | undefined;
}
export interface ConsentWish extends ConsentCall {
  readonly redirectUri: string;
  readonly psuId: string | null;
}
export interface OneConsent extends ConsentCall {
  readonly consentId: string;
}

export interface FoundConsent {
  readonly status: ConsentStatus;
  /** The last day, inclusive, in the bank's zone; null: it does not say. */
  readonly validUntil: CalendarDate | null;
}

export interface ConsentCalls {
  create(wish: ConsentWish): Promise<{ readonly consentId: string; readonly url: string }>;
  read(of: OneConsent): Promise<FoundConsent>;
  /** Throws where it may be there yet. */
  end(of: OneConsent): Promise<void>;
}

/** One segment of our paths, and a header. */
const consentIdSchema = z.string().regex(/^[\x21-\x7e]{1,256}$/);
const createdSchema = z.object({
  consentId: consentIdSchema,
  _links: z.object({ scaRedirect: z.object({ href: z.string() }) }),
});
const consentSchema = z.object({
  consentStatus: z.enum(consentStatuses),
  validUntil: z
    .string()
    .nullish()
    .transform((text) => (text == null ? null : parseCalendarDate(text))),
});

/** What DNB asks the person: empty lists mean that accounts are picked on its page (bank A.3). */
const wholeAccess = { accounts: [], balances: [], transactions: [] };

/** The calls about consents of profile `consent` (bank A.2): no bearer, no key, as the certificate says who calls. */
export function createConsentCalls(deps: ConsentCallDeps): ConsentCalls {
  const { baseUrl, sandbox, http, clock, limits, descriptor } = deps;

  const ask = <T>(
    endpoint: Extract<AskedEndpoint, 'consent.create' | 'consent.read' | 'revoke'>,
    { psu, onCall }: ConsentCall,
    request: Pick<BankRequest, 'method' | 'url'> & Partial<Pick<BankRequest, 'headers' | 'body'>>,
    read: (answer: BankAnswer) => T,
  ): Promise<T> =>
    reportCall(
      { endpoint, isAttended: psu !== null, onCall },
      async (onSent) => {
        const { headers = {}, ...rest } = request;
        const answer = await http.send({
          ...rest,
          headers: { accept: 'application/json', ...headers },
          psu,
          deadlineMs: limits.callMs,
          // A kept connection may die while we write, and a consent would be made twice.
          freshConnection: request.method !== 'GET',
          onSent,
        });
        if (answer.status >= 200 && answer.status < 300) return read(answer);
        const asked = endpoint === 'consent.create' ? 'consents' : 'consent';
        throw toRefusal(answer, { endpoint: asked, attended: psu !== null, nowMs: clock.now() }, limits);
      },
      (error) => error,
    );
  const ofConsent = (consentId: string): URL => bankUrl(baseUrl, ['v1', 'consents', consentId]);

  /** Elsewhere than the bank's API, as it may be; by https, as the person logs in there. */
  const pageOf = (href: string): string => {
    const url = URL.parse(href, baseUrl.href);
    if (url !== null && (url.protocol === 'https:' || (sandbox && url.protocol === 'http:'))) return url.href;
    throw new BankError({ code: 'bank_contract_violation', sent: true, bankCode: 'SCA_REDIRECT' });
  };

  return {
    create: ({ redirectUri, psuId, ...call }) => {
      const { timeZone, maxConsentDays, unattendedCallsPerDay } = descriptor;
      const body = {
        access: wholeAccess,
        // Inclusive, so that it is `maxConsentDays` in all.
        validUntil: addDays(bankToday(clock.now(), timeZone), maxConsentDays - 1),
        frequencyPerDay: unattendedCallsPerDay,
        recurringIndicator: true,
        combinedServiceIndicator: false,
      };
      const headers = {
        'content-type': 'application/json',
        // The same way back whatever happened: it proves nothing (bank A.3).
        'tpp-redirect-uri': redirectUri,
        'tpp-nok-redirect-uri': redirectUri,
        ...(psuId === null ? {} : { 'psu-id': psuId }),
      };
      const url = bankUrl(baseUrl, ['v1', 'consents']);
      return ask('consent.create', call, { method: 'POST', url, headers, body: JSON.stringify(body) }, (answer) => {
        const { consentId, _links } = understandAnswer(createdSchema, answer, limits);
        return { consentId, url: pageOf(_links.scaRedirect.href) };
      });
    },
    read: async ({ consentId, ...call }) =>
      ask('consent.read', call, { method: 'GET', url: ofConsent(consentId) }, (answer) => {
        const { consentStatus, validUntil } = understandAnswer(consentSchema, answer, limits);
        return { status: consentStatus, validUntil };
      }),
    end: async ({ consentId, ...call }) =>
      ask('revoke', call, { method: 'DELETE', url: ofConsent(consentId) }, () => undefined),
  };
}
