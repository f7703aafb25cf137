import type { Express, Request, Response } from 'express';
import { actingFor } from '../db/actingUser.ts';
import type { ApiDeps } from './apiDeps.ts';
import type { Authenticate } from './authenticate.ts';
import type { AnyReply, RawRequest, Route } from './defineRoute.ts';
import { answerOnce } from './idempotency/answerOnce.ts';
import { anonymous, type Principal } from './principal.ts';
import { ApiProblem } from './problem.ts';
import { createBodyReader } from './readBody.ts';
import { readHeaders, readQuery } from './readHeaders.ts';
import type { StoredReply } from './reply.ts';
import { contextOf } from './requestContext.ts';
import { openCursor, sealCursor } from './signedCursor.ts';

function send(response: Response, answer: AnyReply | StoredReply): void {
  response.set({ 'Cache-Control': 'no-store', ...answer.headers });
  switch (answer.kind) {
    case 'json':
      response.status(answer.status).json(answer.body);
      return;
    case 'stored':
      response.status(answer.status).type(answer.type).send(answer.text);
      return;
    case 'page':
      response.status(answer.status).type('text/html; charset=utf-8').send(answer.html);
      return;
    case 'redirect':
      response.redirect(303, answer.location);
      return;
  }
}

function requireScope(principal: Principal, route: Route): void {
  if (route.scope !== null && !principal.scopes.includes(route.scope))
    throw new ApiProblem('forbidden', { detail: `This route needs the scope ${route.scope}.` });
}

/** Authenticates, authorizes, reads, calls the handler, answers. Errors are thrown on to `sendProblem`. */
function serve(route: Route, deps: ApiDeps, authenticate: Authenticate) {
  const handle = route.bind(deps);
  const readBody = route.body === null ? null : createBodyReader(route.bodyLimitBytes);
  return async (request: Request, response: Response): Promise<void> => {
    const context = contextOf(request);
    context.route = route.path;
    // Before anything of the request is read: a stranger may not make us parse megabytes.
    const principal = route.scope === null ? anonymous : await authenticate(request.get('authorization'));
    context.principalId = route.scope === null ? null : principal.id;
    requireScope(principal, route);
    if (route.scope !== null) await deps.rates.admitKey(principal, route);
    const read: RawRequest = {
      ...readHeaders(request),
      principal,
      address: request.ip ?? 'unknown',
      params: request.params,
      query: openCursor(deps.keyring, route, readQuery(request)),
      body: readBody === null ? {} : await readBody(request, response),
      requestId: context.requestId,
      log: context.log,
    };
    const { idempotencyKey } = read;
    const answer = await actingFor(read.kontosyncUser, () =>
      route.method !== 'post' || idempotencyKey === null
        ? handle(read)
        : answerOnce(deps, route, { ...read, idempotencyKey, path: request.path }, handle),
    );
    send(response, sealCursor(deps.keyring, route, answer));
  };
}

const parametersLast = (route: Route): string => route.path.replaceAll(':', '\u{10ffff}');

/** `/transactions/changes` before `/transactions/:id`, whatever the order in the list. */
const literalFirst = (a: Route, b: Route): number => {
  const [first, second] = [parametersLast(a), parametersLast(b)];
  return first < second ? -1 : first > second ? 1 : 0;
};

/** Mounts all routes; another method on a known path is 405 with `Allow`. */
export function mountRoutes(app: Express, routes: readonly Route[], deps: ApiDeps, authenticate: Authenticate): void {
  const ordered = routes.toSorted(literalFirst);
  for (const [path, group] of Map.groupBy(ordered, (route) => route.path)) {
    const allowed = group.map((route) => route.method.toUpperCase()).join(', ');
    const refuse = (request: Request): never => {
      contextOf(request).route = path;
      throw new ApiProblem('method_not_allowed', { headers: { Allow: allowed } });
    };
    // Before `get`, which Express lets HEAD through to.
    if (group.some((route) => route.refusesHead)) app.head(path, refuse);
    for (const route of group) app[route.method](path, serve(route, deps, authenticate));
    app.all(path, refuse);
  }
}
