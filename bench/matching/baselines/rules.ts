import type { Peer } from './peer.ts';
import { absoluteMinor } from './peerLedger.ts';

/** (KID or number) and exact amount: what most ledgers do today. Two such items: none. */
export const rules: Peer = {
  name: 'rules: (KID or number) and exact amount',
  publishedCut: 1,
  rank(payment, ledger) {
    const amount = absoluteMinor(payment);
    const exact = [...new Set([...ledger.byKid(payment), ...ledger.byNumber(payment)])].filter(
      (item) => item.currency === payment.currency && ledger.leftOf(item) === amount,
    );
    return exact.map((item) => ({ item, score: 1 / exact.length }));
  },
};
