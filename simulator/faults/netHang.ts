import { z } from 'zod';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';

/** No answer, ever: the connection stays open until the caller, or the end of this process, closes it. */
export const netHang = defineFault({
  name: 'net.hang',
  what: 'never answers',
  endpoints: [...dataEndpoints, 'token', 'revoke'],
  defaultWhen: 'always',
  params: z.strictObject({}),
  strike: () => 'answered',
});
