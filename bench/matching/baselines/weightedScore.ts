import { dayNumber } from './dayNumber.ts';
import type { Peer } from './peer.ts';
import { absoluteMinor, type PeerItem, type PeerLedger } from './peerLedger.ts';
import { PartySearch } from './wordSimilarity.ts';

/**
 * A weighted score as popular engines have it, re-created from their published descriptions (Midday's page on inbox
 * matching: similarity of words and containment, amount with tolerance, date decay, a bonus for an exact amount with
 * support), not from their code. The pages name no weights; these are ours. Each item is judged by itself. Cut 0.90.
 */
const weights = { text: 0.45, amount: 0.4, date: 0.15 } as const;
const bonus = 0.08;

const tolerance = 0.25;

export function createWeightedScore(): Peer {
  const searches = new WeakMap<PeerLedger, PartySearch>();
  return {
    name: 'weighted score (text, amount within tolerance, date)',
    publishedCut: 0.9,
    rank(payment, ledger) {
      const search = searches.get(ledger) ?? new PartySearch(ledger.parties);
      searches.set(ledger, search);
      const alike = search.find(payment.counterpartyName ?? payment.text ?? '');
      const cited = new Set([...ledger.byKid(payment), ...ledger.byNumber(payment)]);
      const near = [...alike.keys()].flatMap((partyId) => ledger.ofParty(partyId, payment, tolerance));
      const candidates = [...new Set([...cited, ...ledger.byAmount(payment), ...near])];
      return candidates
        .filter((item) => item.currency === payment.currency)
        .map((item) => ({ item, score: scoreOf(item, cited.has(item) ? 1 : (alike.get(item.partyId) ?? 0)) }))
        .toSorted((a, b) => b.score - a.score || (a.item.id < b.item.id ? -1 : 1))
        .slice(0, 10);

      function scoreOf(item: PeerItem, text: number): number {
        const amount = amountScore(absoluteMinor(payment), ledger.leftOf(item));
        const date = dateScore(dayNumber(payment.bookingDate) - item.dueDay);
        const score = weights.text * text + weights.amount * amount + weights.date * date;
        return score + (amount === 1 && text >= 0.5 ? bonus : 0); // not cut at 1: a cut is tuned on it
      }
    },
  };
}

/** 1 exact, then less by steps: differences up to a quarter still score. */
function amountScore(amountMinor: number, leftMinor: number): number {
  const off = Math.abs(amountMinor - leftMinor) / leftMinor;
  if (off === 0) return 1;
  return off <= 0.01 ? 0.95 : off <= 0.05 ? 0.8 : off <= tolerance ? 0.5 : 0;
}

/** 1 within three days of the due date, falling to 0 at sixty. */
function dateScore(daysLate: number): number {
  const days = Math.abs(daysLate);
  return days <= 3 ? 1 : Math.max(0, 1 - (days - 3) / 57);
}
