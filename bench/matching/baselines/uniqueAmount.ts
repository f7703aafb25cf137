import type { Peer } from './peer.ts';

/** The only open item of exactly the amount that is due around the day. */
export const uniqueAmount: Peer = {
  name: 'unique exact amount in a window',
  publishedCut: 1,
  rank(payment, ledger) {
    const equal = ledger.byAmount(payment);
    return equal.map((item) => ({ item, score: 1 / equal.length }));
  },
};
