import type { NextFunction, Request, Response } from 'express';
import { ApiProblem } from './problem.ts';

/**
 * At most `most` requests at a time in this process, then 503 with `Retry-After` (C-9): what waits behind the pool would
 * only wait longer. Health is answered all the same, or a balancer would take a busy process for a dead one.
 */
export function limitInFlight(most: number): (request: Request, response: Response, next: NextFunction) => void {
  let inFlight = 0;
  return (request, response, next) => {
    if (request.path.startsWith('/health/')) {
      next();
      return;
    }
    if (inFlight >= most) throw new ApiProblem('overloaded', { headers: { 'Retry-After': '1' } });
    inFlight += 1;
    response.once('close', () => {
      inFlight -= 1;
    });
    next();
  };
}
