import { z } from 'zod';
import { notFound, sendTppError } from '../data/tppError.ts';
import { defineFault } from './fault.ts';

/** Q31: a person without cards is not an empty list but nothing at all. Kontosync reads no cards. */
export const httpCards404 = defineFault({
  name: 'http.cards-404',
  what: 'answers 404 to /v1/card-accounts, which else is an empty list: this bank has no cards',
  endpoints: ['card-accounts'],
  defaultWhen: 'always',
  params: z.strictObject({}),
  strike(_params, { request, response }) {
    sendTppError(response, request.path, notFound);
    return 'answered';
  },
});
