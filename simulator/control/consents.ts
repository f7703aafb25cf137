import type { RequestHandler } from 'express';
import type { SimulatorContext } from '../context.ts';
import type { Consent } from '../state/state.ts';
import { sendControlError } from './controlError.ts';
import { findAccount, paramOf, queryOf } from './controlRoute.ts';

const shown = ({ id, personId, accountIds, status, createdAt, validUntil }: Consent) => ({
  id,
  person: personId,
  accounts: accountIds,
  status,
  created_at: new Date(createdAt).toISOString(),
  valid_until: new Date(validUntil).toISOString(),
});

/** `GET /control/consents?account`: newest last. */
export const getConsents =
  ({ consents, bank }: SimulatorContext): RequestHandler =>
  (request, response) => {
    const asked = queryOf(request, 'account');
    const account = asked === null ? undefined : findAccount(bank, asked);
    const fits = ({ accountIds }: Consent): boolean =>
      asked === null || (account !== undefined && accountIds.includes(account.id));
    response.json({ consents: consents.all().filter(fits).map(shown) });
  };

/** `POST /control/consents/{id}/expire` and `/revoke`: time has run out, or the person ended it at the bank. */
export const postConsentEnd =
  ({ consents, stateFile }: SimulatorContext, status: 'expired' | 'revokedByPsu'): RequestHandler =>
  (request, response) => {
    const consent = consents.end(paramOf(request, 'consentId'), status);
    if (consent === undefined) return sendControlError(response, 404, 'no such consent');
    stateFile.changed();
    response.json(shown(consent));
  };
