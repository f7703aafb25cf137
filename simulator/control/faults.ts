import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { SimulatorContext } from '../context.ts';
import { endpoints } from '../endpoints.ts';
import { faultCatalogue } from '../faults/catalogue.ts';
import { whenSchema } from '../faults/fault.ts';
import { issuesOf, sendControlError } from './controlError.ts';
import { findAccount, queryOf, withBody } from './controlRoute.ts';

/** The other members are the fault's own parameters. */
const bodySchema = z.looseObject({
  name: z.string(),
  account: z.string().optional(),
  endpoint: z.enum(endpoints).optional(),
  when: whenSchema.optional(),
});

/** `POST /control/faults` */
export const postFault = ({ faults, bank }: SimulatorContext): RequestHandler =>
  withBody(bodySchema, ({ name, account, endpoint, when, ...params }, _request, response) => {
    const known = account === undefined ? undefined : findAccount(bank, account);
    if (account !== undefined && known === undefined) return sendControlError(response, 404, 'no such account');
    try {
      const active = faults.switchOn({ name, account: known?.id, endpoint, when, params });
      if (active === null) return sendControlError(response, 400, 'this bank has no fault of that name');
      response.status(201).json(active);
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      sendControlError(response, 400, 'wrong parameters', issuesOf(error));
    }
  });

/** `GET /control/faults`: what is on, with its counts, and what there is. */
export const getFaults =
  ({ faults }: SimulatorContext): RequestHandler =>
  (_request, response) => {
    const known = faultCatalogue.map(({ name, what, endpoints: where, defaultWhen }) => ({
      name,
      what,
      endpoints: where,
      when: defaultWhen,
    }));
    response.json({ active: faults.active(), known });
  };

/** `DELETE /control/faults?name`: one, or all. */
export const deleteFaults =
  ({ faults }: SimulatorContext): RequestHandler =>
  (request, response) => {
    faults.switchOff(queryOf(request, 'name') ?? undefined);
    response.status(204).end();
  };
