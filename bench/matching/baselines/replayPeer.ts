import type { MatcherWorld, Truth } from '../matcherWorld.ts';
import type { Peer } from './peer.ts';
import { absoluteMinor, PeerLedger } from './peerLedger.ts';

export interface PeerAnswer {
  readonly paymentId: string;
  /** Of the first. */
  readonly score: number;
  /** Whether the first is the truth, whole and exact. */
  readonly right: boolean;
  /** 1, 2, 3 …; null: not among them. */
  readonly rank: number | null;
  readonly oneToOne: boolean;
  readonly amountKroner: number;
}

/** The peer's answers in order of booking date, a payment without any left out. */
export function replayPeer(peer: Peer, world: MatcherWorld): readonly PeerAnswer[] {
  const ledger = new PeerLedger(world);
  const answers: PeerAnswer[] = [];
  for (const payments of Map.groupBy(world.payments, ({ bookingDate }) => bookingDate).values()) {
    for (const payment of payments) {
      const truth = world.truthOf.get(payment.id);
      const ranked = peer.rank(payment, ledger);
      const [first] = ranked;
      if (truth === undefined || first === undefined) continue;
      const at = ranked.findIndex(({ item }) => isTruth(truth, item.id, absoluteMinor(payment)));
      answers.push({
        paymentId: payment.id,
        score: first.score,
        right: at === 0,
        rank: at === -1 ? null : at + 1,
        oneToOne: truth.oneToOne,
        amountKroner: absoluteMinor(payment) / 100,
      });
    }
    for (const { id } of payments) {
      const truth = world.truthOf.get(id);
      if (truth !== undefined) ledger.settle(truth);
    }
  }
  return answers;
}

const isTruth = ({ allocations: [only, ...more] }: Truth, itemId: string, amountMinor: number): boolean =>
  more.length === 0 && only?.itemId === itemId && Number(only.amountMinor) <= amountMinor;
