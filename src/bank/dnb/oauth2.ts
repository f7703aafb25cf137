import type { Clock } from '../../clock.ts';
import type { DnbSettings } from '../../config.ts';
import { type BankLimits, defaultBankLimits } from '../bankLimits.ts';
import { createHttpClient } from '../httpClient.ts';
import type { BankPort } from '../port.ts';
import { createDataCalls } from './dataCalls.ts';
import { dnbDescriptor } from './descriptor.ts';
import { createOauthServer } from './oauthServer.ts';
import { readPage, readPending, readRaw } from './readPage.ts';
import { createTokenCalls } from './tokenCalls.ts';

export type DnbEndpoint = Omit<DnbSettings, 'profile'> & { readonly baseUrl: string };
export type ClosableBankPort = BankPort & { close(): Promise<void> };

/** DNB in profile `oauth2` (contract 6). Nothing is sent or read before the first call. */
export function createDnbOauth2(
  settings: DnbEndpoint,
  clock: Clock,
  limits: BankLimits = defaultBankLimits,
): ClosableBankPort {
  const { clientId, clientSecret, apiKey, sandbox, tls } = settings;
  const baseUrl = new URL(settings.baseUrl);
  const http = createHttpClient({ limits, tls });
  const server = createOauthServer({ baseUrl, clientId, clientSecret, sandbox }, http, limits);
  return {
    descriptor: dnbDescriptor,
    ...createTokenCalls({ server, clock, limits, maxConsentDays: dnbDescriptor.maxConsentDays }),
    ...createDataCalls({
      baseUrl,
      credentials: ({ accessToken }) => ({ authorization: `Bearer ${accessToken}`, 'x-api-key': apiKey }),
      http,
      clock,
      limits,
    }),
    readPage: (body) => readPage(body, limits),
    readPending: (body) => readPending(body, limits),
    readRaw: (body, position) => readRaw(body, position, limits),
    close: () => http.close(),
  };
}
