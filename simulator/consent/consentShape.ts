import type { SimulatorContext } from '../context.ts';
import type { Consent } from '../state/state.ts';
import { lastDayOf } from './consentDays.ts';

/** The answer to `POST /v1/consents`: the authorisation is implicit, so the page is there at once (bank A.3). */
export const receivedShape = ({ id, status }: Consent, scaUrl: string) => ({
  consentId: id,
  consentStatus: status,
  _links: { scaRedirect: { href: scaUrl }, self: { href: `/v1/consents/${id}` } },
});

/** As recorded: no more than the status of one that gave no access, a date-time where the standard has a date. */
export function consentShape({ bank }: SimulatorContext, { id, status, accountIds, validUntil, asked }: Consent) {
  const self = { _links: { self: { href: `/v1/consents/${id}` } } };
  if (status === 'received' || status === 'rejected' || asked === undefined) return { consentStatus: status, ...self };
  const references = accountIds.flatMap((accountId) => {
    const account = bank.account(accountId);
    return account === undefined ? [] : [{ iban: account.iban }];
  });
  return {
    consentStatus: status,
    access: { accounts: references, balances: references, transactions: references },
    recurringIndicator: asked.isRecurring,
    validUntil: lastDayOf(validUntil),
    frequencyPerDay: asked.frequencyPerDay,
    lastActionDate: `${new Date(asked.lastActionAt).toISOString().slice(0, 19)}Z`,
    ...self,
  };
}
