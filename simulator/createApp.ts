import express, { type ErrorRequestHandler, type Express } from 'express';
import { z } from 'zod';
import { bankCall } from './bankCall.ts';
import { deleteConsent, getConsent, getConsentStatus, postConsent } from './consent/consentRoutes.ts';
import { getSca, postScaDecision, postScaLogin } from './consent/scaPage.ts';
import type { SimulatorContext } from './context.ts';
import { createControlRouter } from './control/controlRoutes.ts';
import { getAccounts, getBalances, getCardAccounts, getTransactions } from './data/dataRoutes.ts';
import { formatError, notFound, sendTppError } from './data/tppError.ts';
import { getLandingPage } from './landingPage.ts';
import { getAuthorize, postDecision, postLogin } from './oauth/authorize.ts';
import { getMetadata } from './oauth/metadata.ts';
import { postRevoke } from './oauth/revoke.ts';
import { postToken } from './oauth/token.ts';
import { requireCertificate } from './tls/requireCertificate.ts';

/** The bank as an HTTP application, not listening. */
export function createApp(context: SimulatorContext): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false); // each route reads its own
  app.set('case sensitive routing', true);
  const form = express.urlencoded({ extended: false, limit: '16kb' });

  app.get('/', getLandingPage(context));
  app.use('/control', createControlRouter(context));
  app.get('/.well-known/oauth-authorization-server', bankCall(context, 'metadata', getMetadata(context)));
  app.get('/oauth2/authorize', bankCall(context, 'authorize', getAuthorize(context)));
  app.post('/oauth2/authorize', form, bankCall(context, 'authorize', postLogin(context)));
  app.post('/oauth2/authorize/decision', form, bankCall(context, 'authorize', postDecision(context)));
  app.post('/oauth2/token', form, bankCall(context, 'token', postToken(context)));
  app.post('/oauth2/revoke', form, bankCall(context, 'revoke', postRevoke(context)));
  app.get('/sca', bankCall(context, 'sca', getSca(context)));
  app.post('/sca', form, bankCall(context, 'sca', postScaLogin(context)));
  app.post('/sca/decision', form, bankCall(context, 'sca', postScaDecision(context)));
  app.use('/v1', requireCertificate);
  app.post('/v1/consents', express.json({ limit: '16kb' }), postConsent(context));
  app.get('/v1/consents/:consentId', getConsent(context));
  app.get('/v1/consents/:consentId/status', getConsentStatus(context));
  app.delete('/v1/consents/:consentId', deleteConsent(context));
  app.get('/v1/accounts', getAccounts(context));
  app.get('/v1/card-accounts', getCardAccounts(context));
  app.get('/v1/accounts/:bban/balances', getBalances(context));
  app.get('/v1/accounts/:bban/transactions', getTransactions(context));
  app.use((request, response) => sendTppError(response, request.path, notFound));
  app.use(sendFailure);
  return app;
}

/** Of the middleware that reads bodies. */
const bodyErrorSchema = z.object({ status: z.int().min(400).max(499), message: z.string() });

/** A body that cannot be read is the caller's fault; all else is a mistake in the simulator, and says so. */
const sendFailure: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) return next(error);
  const body = bodyErrorSchema.safeParse(error);
  sendTppError(
    response,
    request.path,
    body.success ? formatError(body.data.message) : { status: 500, code: 'SIMULATOR_FAILURE', text: String(error) },
  );
};
