import type { Request, RequestHandler, Response } from 'express';
import type { SimulatorContext } from './context.ts';
import type { Endpoint } from './endpoints.ts';
import type { LoggedRequest } from './requestLog.ts';

export type CallRecord = LoggedRequest;
export type BankHandler = (request: Request, response: Response, record: CallRecord) => Promise<void> | void;

/** One question to the bank: it is written down, the faults that are switched on come over it, then it is answered. */
export function bankCall(context: SimulatorContext, endpoint: Endpoint, handle: BankHandler): RequestHandler {
  return async (request, response) => {
    const { bban } = request.params;
    const account = typeof bban === 'string' ? bban : null;
    const record = context.requests.begin(request, response, endpoint, account);
    for (const fault of context.faults.striking('call', endpoint, account)) {
      record.faults.push(fault.name);
      const outcome = await fault.strike({ request, response, context, record });
      if (outcome === 'answered') return;
      if (outcome === 'spared') record.faults.pop();
    }
    await handle(request, response, record);
  };
}
