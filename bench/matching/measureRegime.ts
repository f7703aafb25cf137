import type { Peer } from './baselines/peer.ts';
import { type PeerFigures, peerFigures, tuneCut } from './baselines/peerFigures.ts';
import { replayPeer } from './baselines/replayPeer.ts';
import { rules } from './baselines/rules.ts';
import { uniqueAmount } from './baselines/uniqueAmount.ts';
import { createWeightedScore } from './baselines/weightedScore.ts';
import type { LearningPoint, RegimeResult } from './benchResult.ts';
import { generateCompany, type Population, type RegimeName } from './generator/index.ts';
import { type MatcherWorld, toMatcherWorld } from './matcherWorld.ts';
import { autoFigures, isAuto, isOneToOne } from './metrics/autoFigures.ts';
import { regimeFigures } from './metrics/regimeFigures.ts';
import type { MatcherSetup } from './replay/matcherSetup.ts';
import type { Outcome } from './replay/outcome.ts';
import { replayCompany } from './replay/replayCompany.ts';

export interface Measuring {
  readonly setup: MatcherSetup;
  readonly companies: number;
  readonly firstSeed: number;
  readonly size: { readonly invoices: number; readonly payments: number };
  readonly withLearning: boolean;
  readonly say: (line: string) => void;
}

/** Of the companies that methods are tuned on: others than any that figures are of. */
const firstCalibrationSeed = 9_001;
const confirmationSteps = [0, 50, 200, 1_000, null] as const;
const secondHalf = '07';

/** Everything about one regime, its companies pooled. Minutes at full size. */
export function measureRegime(regime: RegimeName, measuring: Measuring): RegimeResult {
  const { setup, companies, firstSeed, say } = measuring;
  const peers = [rules, uniqueAmount, createWeightedScore()];
  const outcomes: Outcome[] = [];
  const answers = peers.map((peer) => ({ peer, found: [] as ReturnType<typeof replayPeer>[number][] }));
  let decisionMs = 0;
  let oneToOneCount = 0;
  let learning: readonly LearningPoint[] = [];
  for (let index = 0; index < companies; index += 1) {
    const world = worldOf(regime, 'unseen', firstSeed + index, measuring);
    const replay = replayCompany(world, setup);
    outcomes.push(...replay.outcomes);
    decisionMs += replay.decisionMs;
    oneToOneCount += [...world.truthOf.values()].filter(({ oneToOne }) => oneToOne).length;
    for (const { peer, found } of answers) found.push(...replayPeer(peer, world));
    say(`${regime}: company ${index + 1} of ${companies} played`);
    if (index === 0 && measuring.withLearning) learning = learningCurve(world, setup, replay.outcomes);
  }
  const cuts = tuneAll(regime, peers, measuring);
  return {
    regime,
    figures: regimeFigures(outcomes, decisionMs),
    peers: answers.map(
      ({ peer, found }, index): PeerFigures => peerFigures(peer, found, { cut: cuts[index] ?? null, oneToOneCount }),
    ),
    learning,
  };
}

const worldOf = (regime: RegimeName, population: Population, seed: number, { size }: Measuring): MatcherWorld =>
  toMatcherWorld(generateCompany({ regime, population, seed, ...size }));

function tuneAll(regime: RegimeName, peers: readonly Peer[], measuring: Measuring): readonly (number | null)[] {
  const worlds = Array.from({ length: measuring.companies }, (_unused, index) =>
    worldOf(regime, 'training', firstCalibrationSeed + index, measuring),
  );
  return peers.map((peer) => tuneCut(worlds.flatMap((world) => replayPeer(peer, world))));
}

/** The same half year after more and more confirmations; `whole` is the run that learnt from all. */
function learningCurve(world: MatcherWorld, setup: MatcherSetup, whole: readonly Outcome[]): readonly LearningPoint[] {
  return confirmationSteps.map((confirmations) => {
    const outcomes = confirmations === null ? whole : replayCompany(world, setup, confirmations).outcomes;
    const later = outcomes.filter(({ month }) => month.slice(5) >= secondHalf);
    return { confirmations, figures: autoFigures(later.filter(isAuto), later.filter(isOneToOne).length) };
  });
}
