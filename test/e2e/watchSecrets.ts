import type { ClosableBankPort } from '../../src/bank/dnb/oauth2.ts';
import type { IssuedGrant } from '../../src/bank/port.ts';

/** What must be seen nowhere (B-14): kind → the texts that were in use. */
export type SeenSecrets = Map<string, Set<string>>;

/** The bank's port, with a note of each secret and account number that passes. */
export function watchSecrets(bank: ClosableBankPort, seen: SeenSecrets): ClosableBankPort {
  const note = (kind: string, text: string | null): void => {
    if (text === null) return;
    const texts = seen.get(kind) ?? new Set();
    seen.set(kind, texts.add(text));
  };
  const noteGrant = (grant: IssuedGrant): IssuedGrant => {
    note('access token', grant.secrets.accessToken);
    note('refresh token', grant.secrets.refreshToken);
    return grant;
  };
  return {
    ...bank,
    async authorizationUrl(request, onCall) {
      note('state', request.state);
      note('code verifier', request.codeVerifier);
      note('identity number', request.psuId);
      const begun = await bank.authorizationUrl(request, onCall);
      note('authorization URL', begun.url);
      if (begun.pending !== null) note('access token', begun.pending.accessToken);
      return begun;
    },
    async redeem(exchange) {
      note('code', exchange.code);
      return noteGrant(await bank.redeem(exchange));
    },
    refresh: async (secrets) => noteGrant(await bank.refresh(secrets)),
    async accounts(call) {
      const listed = await bank.accounts(call);
      for (const { accountId, iban, bban } of listed)
        for (const text of [accountId, iban, bban]) note('account number', text);
      return listed;
    },
  };
}
