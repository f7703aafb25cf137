import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { SimulatorContext } from '../context.ts';
import type { BankAccount } from '../ledger/bank.ts';
import { issuesOf, sendControlError } from './controlError.ts';

/** A route with a body that is checked first: 400 says what is wrong with it. */
export const withBody =
  <T extends z.ZodType>(
    schema: T,
    handle: (body: z.infer<T>, request: Request, response: Response) => void,
  ): RequestHandler =>
  (request, response) => {
    const body = schema.safeParse(request.body ?? {});
    if (body.success) handle(body.data, request, response);
    else sendControlError(response, 400, 'wrong body', issuesOf(body.error));
  };

/** A route of one account, by BBAN or IBAN. */
export const withAccount =
  (
    { bank }: SimulatorContext,
    handle: (account: BankAccount, request: Request, response: Response) => void,
  ): RequestHandler =>
  (request, response) => {
    const account = findAccount(bank, paramOf(request, 'accountId'));
    if (account === undefined) sendControlError(response, 404, 'no such account');
    else handle(account, request, response);
  };

/** An IBAN ends in its BBAN. */
export const findAccount = (bank: SimulatorContext['bank'], id: string): BankAccount | undefined =>
  bank.account(id.replace(/^NO\d{2}(?=\d{11}$)/, ''));

export function paramOf(request: Request, name: string): string {
  const value = request.params[name];
  return typeof value === 'string' ? value : '';
}

export function queryOf(request: Request, name: string): string | null {
  return new URL(request.originalUrl, 'http://bank').searchParams.get(name);
}
