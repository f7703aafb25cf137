import { z } from 'zod';
import { sendTppError } from '../data/tppError.ts';
import { endpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';
import { sendHtml } from './htmlAnswer.ts';

/** Q24: the bank is closed, by its own clock, from the first call that meets the closed door. */
export const httpMaintenance = defineFault({
  name: 'http.maintenance',
  what: 'answers 503 for some minutes of its clock, from the first call on; minutes (40), body (json): json or html',
  endpoints,
  defaultWhen: 'always',
  params: z.strictObject({
    minutes: z
      .number()
      .positive()
      .max(7 * 24 * 60)
      .default(40),
    body: z.enum(['json', 'html']).default('json'),
  }),
  prepare({ minutes, body }) {
    let endsAtMs: number | null = null;
    return ({ request, response, context }) => {
      const nowMs = context.settings.now();
      endsAtMs ??= nowMs + minutes * 60_000;
      if (nowMs >= endsAtMs) return 'spared';
      if (body === 'html') sendHtml(response, 503, 'Vedlikehold', 'Nettbanken er stengt for vedlikehold.');
      else sendTppError(response, request.path, { status: 503, code: 'SERVICE_UNAVAILABLE', text: 'Maintenance.' });
      return 'answered';
    };
  },
});
