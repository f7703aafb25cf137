import type { Payment } from '../../../src/domain/matching/payment.ts';
import type { PeerItem, PeerLedger } from './peerLedger.ts';

/** Another way to match, on the same files. It names single items only. */
export interface Peer {
  readonly name: string;
  /** Best first; the score is on the peer's own scale, higher is surer. */
  rank(payment: Payment, ledger: PeerLedger): readonly Scored[];
  /** What the peer posts from, as published. */
  readonly publishedCut: number;
}

export interface Scored {
  readonly item: PeerItem;
  readonly score: number;
}
