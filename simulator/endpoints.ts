/** What the bank can be asked, by the names that faults and the request log use. */
export const endpoints = [
  'authorize',
  'metadata',
  'token',
  'revoke',
  'consents',
  'sca',
  'accounts',
  'card-accounts',
  'balances',
  'transactions',
] as const;
export type Endpoint = (typeof endpoints)[number];

export const dataEndpoints = ['accounts', 'balances', 'transactions'] as const satisfies readonly Endpoint[];
