import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Answer, type BankCustomer, redirectUri } from './bankCustomer.ts';

const receivedSchema = z.object({
  consentId: z.string(),
  consentStatus: z.literal('received'),
  _links: z.object({ scaRedirect: z.object({ href: z.url() }), self: z.object({ href: z.string() }) }),
});

export const back = `${redirectUri}?state=st%26te&x=%C3%A6`;
export const backAfterRefusal = `${redirectUri}?state=st%26te&refused=1`;

export const consentBody = (changes: Record<string, unknown> = {}) => ({
  access: { accounts: [], balances: [], transactions: [] },
  validUntil: '2026-08-28',
  frequencyPerDay: 4,
  recurringIndicator: true,
  combinedServiceIndicator: false,
  ...changes,
});

/** What a caller of profile `consent` does with the bank; headers given as `undefined` are left out. */
export function consentCustomer(bank: BankCustomer) {
  const send = (
    method: string,
    path: string,
    headers: Record<string, string | undefined> = {},
    body?: unknown,
  ): Promise<Answer> => {
    const all: Record<string, string | undefined> = { 'x-request-id': randomUUID(), ...headers };
    return bank.fetch(path, {
      method,
      headers: [
        ...Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined),
        ...(body === undefined ? [] : [['content-type', 'application/json'] as [string, string]]),
      ],
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  const ask = (
    headers: Record<string, string | undefined> = {},
    changes: Record<string, unknown> = {},
    path = '/v1/consents',
  ): Promise<Answer> =>
    send(
      'POST',
      path,
      { 'tpp-redirect-uri': back, 'tpp-nok-redirect-uri': backAfterRefusal, ...headers },
      consentBody(changes),
    );
  return {
    send,
    ask,
    async begin(headers: Record<string, string | undefined> = {}, changes: Record<string, unknown> = {}) {
      const { consentId, _links } = receivedSchema.parse((await ask(headers, changes)).body);
      return { consentId, page: _links.scaRedirect.href };
    },
    /** Where the person is sent; null: nowhere. */
    async decide(page: string, decision: 'grant' | 'deny', person?: string): Promise<string | null> {
      const { body } = await bank.control('POST', '/authorize', { authorization_url: page, decision, person });
      return z.object({ redirect_url: z.string().nullable() }).parse(body).redirect_url;
    },
    async statusOf(consentId: string): Promise<unknown> {
      const { body } = await send('GET', `/v1/consents/${consentId}/status`);
      return z.object({ consentStatus: z.string() }).parse(body).consentStatus;
    },
    accounts: (consentId: string, headers: Record<string, string | undefined> = {}): Promise<Answer> =>
      send('GET', '/v1/accounts', { 'consent-id': consentId, ...headers }),
  };
}
