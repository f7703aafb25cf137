/** What a class of evidence showed in one regime at the certificate's threshold (matching 8). */
export interface RegimeFigures {
  /** `base`, `shifted`, `adversarial` of shipped labels; `own` of a client's. */
  readonly regime: string;
  readonly labels: number;
  readonly errors: number;
  /** Clopper–Pearson 95 % lower bound on precision, 0 to 1. */
  readonly bound: number;
}

/** Permission to post on one class of evidence (matching 8). No certificate, no auto. */
export interface Certificate {
  readonly evidenceClass: string;
  /** Lowest uncalibrated log-odds that may post. */
  readonly threshold: number;
  readonly regimes: readonly RegimeFigures[];
}

/** One out-of-sample decision whose truth a person told: predicted first, learnt after (matching 8). */
export interface PrecisionLabel {
  readonly evidenceClass: string;
  readonly regime: string;
  /** Of the best candidate, uncalibrated. */
  readonly logOdds: number;
  readonly right: boolean;
}

/** Of every class that may post, the threshold, by class. */
export const thresholdsOf = (certificates: readonly Certificate[]): ReadonlyMap<string, number> =>
  new Map(certificates.map(({ evidenceClass, threshold }) => [evidenceClass, threshold]));
