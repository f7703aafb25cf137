import type { RequestHandler } from 'express';
import type { SimulatorContext } from '../context.ts';
import { queryOf } from './controlRoute.ts';

/** `GET /control/requests?endpoint&account`: what the bank was asked, oldest first; the last 10,000. */
export const getRequests =
  ({ requests }: SimulatorContext): RequestHandler =>
  (request, response) => {
    const [endpoint, account] = [queryOf(request, 'endpoint'), queryOf(request, 'account')];
    const asked = requests
      .all()
      .filter(
        (entry) =>
          (endpoint === null || entry.endpoint === endpoint) && (account === null || entry.account === account),
      );
    response.json({ total: requests.total(), requests: asked });
  };

/** `DELETE /control/requests` */
export const deleteRequests =
  ({ requests }: SimulatorContext): RequestHandler =>
  (_request, response) => {
    requests.clear();
    response.status(204).end();
  };
