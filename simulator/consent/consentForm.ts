import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { isDay } from '../calendar.ts';
import type { SimulatorContext } from '../context.ts';
import { type CallCheck, checkHeaders, refuse } from '../data/authorizeCall.ts';
import { formatError } from '../data/tppError.ts';
import { consentLifeDays } from '../options.ts';
import type { ConsentRequest } from '../state/state.ts';
import { lastDayWithin } from './consentDays.ts';
import { noAccounts, psuIdForm } from './consentErrors.ts';

/** Bank A.3: nothing but empty lists is taken, as the person picks the accounts on the bank's page. */
const nothing = z.array(z.unknown()).max(0);
const bodySchema = z.strictObject({
  access: z.strictObject({ accounts: nothing, balances: nothing, transactions: nothing }),
  validUntil: z.string().refine(isDay),
  frequencyPerDay: z.int().min(1),
  recurringIndicator: z.boolean(),
  combinedServiceIndicator: z.boolean(),
});

/** Bank A.2: a national identity number, or a business user. */
const psuIdPattern = /^(\d{11}|[A-Za-z]{2}\d{5})$/;

export interface AskedConsent {
  readonly asked: ConsentRequest;
  /** Epoch milliseconds. */
  readonly validUntil: number;
}

/** Checks what a caller asks for (bank H-3); a date further away than the bank allows is moved. */
export function readConsentForm(context: SimulatorContext, request: Request): CallCheck<AskedConsent> {
  const { settings, bank } = context;
  const headers = checkHeaders(request);
  if (!headers.ok) return headers;
  const body = bodySchema.safeParse(request.body);
  if (!body.success) return refuse(formatError(`The body is wrong at ${body.error.issues[0]?.path.join('.') ?? ''}.`));
  const { validUntil, frequencyPerDay, recurringIndicator, combinedServiceIndicator } = body.data;
  if (combinedServiceIndicator) return refuse(formatError('combinedServiceIndicator is not supported.'));
  if (validUntil < bank.today()) return refuse(formatError('validUntil has passed.'));

  const redirectUri = request.get('tpp-redirect-uri');
  const nokRedirectUri = request.get('tpp-nok-redirect-uri') ?? null;
  if (redirectUri === undefined || ![redirectUri, nokRedirectUri ?? redirectUri].every(isRegistered(settings)))
    return refuse(formatError('TPP-Redirect-URI is not registered.'));

  const psuId = request.get('psu-id') ?? null;
  if (psuId !== null && !psuIdPattern.test(psuId)) return refuse(psuIdForm);
  if (psuId !== null && bank.accountsOf(psuId).length === 0) return refuse(noAccounts);
  return {
    ok: true,
    value: {
      validUntil: lastDayWithin(validUntil, bank.today(), consentLifeDays),
      asked: {
        ticket: randomBytes(24).toString('base64url'),
        redirectUri,
        nokRedirectUri,
        psuId,
        frequencyPerDay,
        isRecurring: recurringIndicator,
        lastActionAt: settings.now(),
      },
    },
  };
}

/** The caller's own query, with its state in it, may follow. */
const isRegistered =
  ({ redirectUris }: SimulatorContext['settings']) =>
  (uri: string): boolean => {
    const [address = ''] = uri.split('?', 1);
    return redirectUris.includes(address) && URL.canParse(uri);
  };
