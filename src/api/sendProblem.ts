import type { NextFunction, Request, Response } from 'express';
import { classifyError } from './classifyError.ts';
import { ApiProblem, problemBody } from './problem.ts';
import { contextOf } from './requestContext.ts';

/** Express's error handler: the only place where an error becomes an answer. */
export function sendProblem(error: unknown, request: Request, response: Response, next: NextFunction): void {
  const { requestId, log } = contextOf(request);
  const problem = classifyError(error);
  if (problem.status >= 500) log.error({ err: problem.cause ?? problem, problem: problem.code }, 'request failed');
  else log.debug({ problem: problem.code, err: problem.cause }, 'request refused');
  if (response.headersSent) {
    next(error); // half an answer is out: Express closes the connection
    return;
  }
  const challenge = problem.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {};
  response
    .status(problem.status)
    .set({ ...challenge, ...problem.headers, 'Cache-Control': 'no-store' })
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(problem, requestId)));
}

export const unknownRoute = (): never => {
  throw new ApiProblem('not_found');
};
