import type { Request, RequestHandler, Response } from 'express';
import { bankCall } from '../bankCall.ts';
import type { SimulatorContext } from '../context.ts';
import { checkHeaders } from '../data/authorizeCall.ts';
import { formatError, notFound, sendTppError } from '../data/tppError.ts';
import type { Consent } from '../state/state.ts';
import { readConsentForm } from './consentForm.ts';
import { consentShape, receivedShape } from './consentShape.ts';

/** `POST /v1/consents`, with a slash at its end or without. */
export const postConsent = (context: SimulatorContext): RequestHandler =>
  consentCall(context, async (request, response) => {
    const form = readConsentForm(context, request);
    if (!form.ok) return sendTppError(response, request.path, form.error);
    const { asked, validUntil } = form.value;
    const consent = context.consents.receive(asked, validUntil);
    await saved(context);
    response.status(201).json(receivedShape(consent, `${context.addresses.http}/sca?ticket=${asked.ticket}`));
  });

/** `GET /v1/consents/{consentId}` */
export const getConsent = (context: SimulatorContext): RequestHandler =>
  knownConsentCall(context, (consent, response) => void response.json(consentShape(context, consent)));

/** `GET /v1/consents/{consentId}/status` */
export const getConsentStatus = (context: SimulatorContext): RequestHandler =>
  knownConsentCall(context, ({ status }, response) => void response.json({ consentStatus: status }));

/** `DELETE /v1/consents/{consentId}`: once more is 204 too. */
export const deleteConsent = (context: SimulatorContext): RequestHandler =>
  knownConsentCall(context, async ({ id }, response) => {
    context.consents.end(id, 'terminatedByTpp');
    await saved(context);
    response.status(204).end();
  });

function consentCall(
  context: SimulatorContext,
  answer: (request: Request, response: Response) => Promise<void> | void,
): RequestHandler {
  return bankCall(context, 'consents', (request, response) => {
    const requestId = request.get('x-request-id');
    if (requestId !== undefined) response.set('X-Request-ID', requestId);
    // The certificate says who calls: there is nothing that a token could add (bank 0.1).
    if (request.get('authorization') !== undefined)
      return sendTppError(response, request.path, formatError('Authorization is not used here.'));
    return answer(request, response);
  });
}

/** A call about one consent that exists. */
const knownConsentCall = (
  context: SimulatorContext,
  answer: (consent: Consent, response: Response) => Promise<void> | void,
): RequestHandler =>
  consentCall(context, (request, response) => {
    const headers = checkHeaders(request);
    if (!headers.ok) return sendTppError(response, request.path, headers.error);
    const { consentId } = request.params;
    const consent = typeof consentId === 'string' ? context.consents.find(consentId) : undefined;
    // Those of profile `oauth2` have no life of their own: they stand behind their tokens.
    if (consent?.asked === undefined) return sendTppError(response, request.path, notFound);
    return answer(consent, response);
  });

async function saved({ stateFile }: SimulatorContext): Promise<void> {
  stateFile.changed();
  await stateFile.save();
}
