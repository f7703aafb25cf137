/** What the bank counts apart, for each account (bank D). */
export type CountedEndpoint = 'transactions' | 'balances';
