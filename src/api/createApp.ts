import express, { type Express } from 'express';
import helmet from 'helmet';
import type { ApiDeps } from './apiDeps.ts';
import { createAuthenticate } from './authenticate.ts';
import type { Route } from './defineRoute.ts';
import { limitInFlight } from './limitInFlight.ts';
import { mountCodec } from './mountCodec.ts';
import { mountDocs } from './mountDocs.ts';
import { mountRoutes } from './mountRoutes.ts';
import { createRequestContext } from './requestContext.ts';
import { allRoutes } from './routes/index.ts';
import { sendProblem, unknownRoute } from './sendProblem.ts';

/** The HTTP application, not listening. `routes` is there for tests of the frame itself. */
export function createApp(deps: ApiDeps, routes: readonly Route[] = allRoutes): Express {
  const app = express();
  // Nobody in between may say who calls, unless it is named.
  const { trustedProxies, mostInFlight } = deps.settings;
  app.set('trust proxy', trustedProxies.length === 0 ? false : [...trustedProxies]);
  app.set('etag', false);
  app.set('env', 'production'); // where even the error handler fails, Express shows no stack (C-12)
  app.set('case sensitive routing', true);
  app.set('query parser', false); // each route reads its own (readQuery)
  app.use(createRequestContext(deps.logger));
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
      referrerPolicy: { policy: 'no-referrer' },
    }),
  );
  if (mostInFlight !== null) app.use(limitInFlight(mostInFlight));
  mountDocs(app, routes);
  const authenticate = createAuthenticate(deps);
  if (deps.codecEndpoint !== undefined) mountCodec(app, deps.codecEndpoint, authenticate);
  mountRoutes(app, routes, deps, authenticate);
  app.use(unknownRoute);
  app.use(sendProblem);
  return app;
}
