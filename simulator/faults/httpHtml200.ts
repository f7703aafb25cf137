import { z } from 'zod';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';
import { sendHtml } from './htmlAnswer.ts';

/** A page for people, and the status says that all is well. */
export const httpHtml200 = defineFault({
  name: 'http.html-200',
  what: 'answers 200 with an HTML page',
  endpoints: [...dataEndpoints, 'token'],
  defaultWhen: 'always',
  params: z.strictObject({}),
  strike(_params, { response }) {
    sendHtml(response, 200, 'DNB', 'Beklager, noe gikk galt.');
    return 'answered';
  },
});
