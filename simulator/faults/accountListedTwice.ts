import { z } from 'zod';
import { defineDataFault } from './fault.ts';

export const accountListedTwice = defineDataFault({
  name: 'account.listed-twice',
  what: 'the list of accounts names each account two times',
  hook: 'accounts',
  params: z.strictObject({}),
  strike: () => (accounts) => [...accounts, ...accounts],
});
