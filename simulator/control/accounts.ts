import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { SimulatorContext } from '../context.ts';
import { attendedHistoryDays } from '../options.ts';
import { withBody } from './controlRoute.ts';

const bodySchema = z.strictObject({
  /** A person's id, an existing one or a new one; absent: a person of the account's own. */
  owner: z.string().min(1).max(40).optional(),
  rows: z.int().min(0).max(1_000_000),
  /** The rows are spread evenly over so many days until today. */
  days: z.int().min(1).max(attendedHistoryDays).default(360),
  pageSize: z.int().min(1).max(2_000).optional(),
  seed: z.string().optional(),
  name: z.string().min(1).max(70).default('LASTKONTO'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('NOK'),
});

/** `GET /control/accounts` */
export const getControlAccounts =
  ({ bank }: SimulatorContext): RequestHandler =>
  (_request, response) => {
    response.json({
      accounts: bank.accounts().map(({ id, iban, name, currency, owner, person }) => ({
        id,
        bban: id,
        iban,
        name,
        currency,
        owner,
        person: person.id,
      })),
    });
  };

/** `POST /control/accounts`: one more account, with so many booked rows. It does not grow by itself. */
export const postControlAccount = ({ bank, stateFile }: SimulatorContext): RequestHandler =>
  withBody(bodySchema, ({ owner, pageSize, seed, ...rest }, _request, response) => {
    const lastDay = bank.today();
    const account = bank.open({
      ...rest,
      lastDay,
      owner: owner ?? null,
      pageSize: pageSize ?? null,
      seed: seed ?? null,
    });
    stateFile.changed();
    response.status(201).json({ id: account.id, bban: account.id, iban: account.iban, owner: account.person.id });
  });
