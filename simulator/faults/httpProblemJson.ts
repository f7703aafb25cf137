import { z } from 'zod';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';

/** The standard's other form of a refusal (RFC 9457), which knows no `tppMessages` (bank E). */
export const httpProblemJson = defineFault({
  name: 'http.problem-json',
  what: 'refuses with application/problem+json; status (503), code (INTERNAL_SERVER_ERROR)',
  endpoints: dataEndpoints,
  defaultWhen: 'always',
  params: z.strictObject({
    status: z.int().min(400).max(599).default(503),
    code: z.string().default('INTERNAL_SERVER_ERROR'),
  }),
  strike({ status, code }, { request, response }) {
    response
      .status(status)
      .type('application/problem+json')
      .send(
        JSON.stringify({
          type: `https://bank.example/errors/${code}`,
          title: code,
          status,
          code,
          instance: request.path,
        }),
      );
    return 'answered';
  },
});
