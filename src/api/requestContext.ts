import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from '../logger.ts';

export interface RequestContext {
  readonly requestId: string;
  readonly log: Logger;
  /** The pattern of the route that took the request; never its path, which holds ids. */
  route: string | null;
  principalId: string | null;
}

// Nothing is hung on `request`, which is everybody's.
const contexts = new WeakMap<Request, RequestContext>();
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The context that `createRequestContext` has made for this request. */
export function contextOf(request: Request): RequestContext {
  const context = contexts.get(request);
  if (context === undefined) throw new Error('a request without context: createRequestContext must run first');
  return context;
}

/**
 * First in the chain: gives the request its id (the caller's `X-Request-ID` where that is a UUID), its logger, and one
 * log line at its end (E-4). The query string is never logged: a callback's holds the code.
 */
export const createRequestContext =
  (logger: Logger) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const given = request.get('x-request-id');
    const requestId = given !== undefined && uuid.test(given) ? given.toLowerCase() : randomUUID();
    const context: RequestContext = {
      requestId,
      log: logger.child({ request_id: requestId }),
      route: null,
      principalId: null,
    };
    contexts.set(request, context);
    response.setHeader('X-Request-ID', requestId);
    const startedAt = performance.now();
    response.once('close', () => {
      context.log.info(
        {
          method: request.method,
          route: context.route ?? 'none',
          status: response.statusCode,
          duration_ms: Math.round((performance.now() - startedAt) * 10) / 10,
          ...(context.principalId === null ? {} : { principal: context.principalId }),
          ...(response.writableFinished ? {} : { aborted: true }),
        },
        'request',
      );
    });
    next();
  };
