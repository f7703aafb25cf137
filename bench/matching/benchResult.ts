import type { PeerFigures } from './baselines/peerFigures.ts';
import type { RegimeName } from './generator/index.ts';
import type { AutoFigures } from './metrics/autoFigures.ts';
import type { RegimeFigures } from './metrics/regimeFigures.ts';

export interface LearningPoint {
  /** Of a person, learnt from at most; null: all. */
  readonly confirmations: number | null;
  /** Of the second half of the year, the same rows at each point. */
  readonly figures: AutoFigures;
}

export interface RegimeResult {
  readonly regime: RegimeName;
  readonly figures: RegimeFigures;
  readonly peers: readonly PeerFigures[];
  readonly learning: readonly LearningPoint[];
}

export interface BenchResult {
  readonly machine: Readonly<Record<string, string>>;
  readonly model: string;
  readonly companies: number;
  readonly firstSeed: number;
  readonly size: { readonly invoices: number; readonly payments: number };
  readonly regimes: readonly RegimeResult[];
}
