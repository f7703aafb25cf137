import { lowerBound } from '../../../src/domain/matching/certification/precisionBound.ts';
import { type AutoFigures, autoFigures } from '../metrics/autoFigures.ts';
import type { Peer } from './peer.ts';
import type { PeerAnswer } from './replayPeer.ts';

/** As for our own classes (matching 8). */
const target = 0.995;
const fewestLabels = 598;
const grid = Array.from({ length: 121 }, (_unused, index) => (220 - index) / 200);

export interface PeerFigures {
  readonly name: string;
  /** At the published cut, whatever its precision. */
  readonly published: { readonly cut: number; readonly figures: AutoFigures };
  /** At the cut tuned on the calibration companies; null: no cut holds the target there. */
  readonly tuned: { readonly cut: number; readonly figures: AutoFigures } | null;
}

/**
 * The lowest cut whose bound on precision holds on the calibration answers: from strict to loose, from the first with
 * labels enough, no further than the first failure. The rule is that of our own thresholds (matching 8).
 */
export function tuneCut(answers: readonly PeerAnswer[]): number | null {
  let tuned: number | null = null;
  for (const cut of grid) {
    const posted = answers.filter(({ score }) => score >= cut);
    if (posted.length < fewestLabels) continue;
    if (lowerBound(posted.length, posted.filter(({ right }) => !right).length) < target) break;
    tuned = cut;
  }
  return tuned;
}

/** Of the answers of one regime. */
export function peerFigures(
  { name, publishedCut }: Peer,
  answers: readonly PeerAnswer[],
  { cut, oneToOneCount }: { readonly cut: number | null; readonly oneToOneCount: number },
): PeerFigures {
  const at = (from: number): AutoFigures =>
    autoFigures(
      answers.filter(({ score }) => score >= from).map((answer) => ({ ...answer, isRight: answer.right })),
      oneToOneCount,
    );
  return {
    name,
    published: { cut: publishedCut, figures: at(publishedCut) },
    tuned: cut === null ? null : { cut, figures: at(cut) },
  };
}
