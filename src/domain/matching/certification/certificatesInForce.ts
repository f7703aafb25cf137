import type { Certificate, PrecisionLabel, RegimeFigures } from './certificate.ts';
import { certifyOwn } from './certify.ts';
import { figuresAt, isWithinBound, targetPrecision } from './gridScan.ts';
import { speaksAgainst } from './precisionBound.ts';

export interface OwnExperience {
  /** Checked without regard to their outcome: all of a shadow period, or the random audit sample (matching 8). */
  readonly labels: readonly Omit<PrecisionLabel, 'regime'>[];
  /** Autos that a person took back: each is an error on top, which errs on the safe side. */
  readonly undone: readonly { readonly evidenceClass: string; readonly logOdds: number }[];
}

export interface InForce {
  readonly certificates: readonly Certificate[];
  /** Shipped classes that this client's own labels put back into shadow. */
  readonly withdrawn: readonly string[];
}

/**
 * What a client may post on: what its own labels certify, and of the shipped certificates those that its own labels do not
 * speak against (matching 8 and 9); of both, where the labels bear it, the one that reaches further down. A class withdrawn
 * comes back by labels of its own alone.
 */
export function certificatesInForce(shipped: readonly Certificate[], { labels, undone }: OwnExperience): InForce {
  const own: readonly PrecisionLabel[] = [
    ...labels.map((label) => ({ ...label, regime: 'own' })),
    ...undone.map((auto) => ({ ...auto, regime: 'own', right: false })),
  ];
  const granted = certifyOwn(own).filter(
    (certificate) => !shipped.some((one) => reachesFurther(one, certificate, own)),
  );
  const grantedClasses = new Set(granted.map(({ evidenceClass }) => evidenceClass));
  const others = shipped.filter(({ evidenceClass }) => !grantedClasses.has(evidenceClass));
  const [kept, withdrawn] = [others.filter((one) => !isBroken(one, own)), others.filter((one) => isBroken(one, own))];
  return {
    certificates: [...granted, ...kept].toSorted((a, b) => (a.evidenceClass < b.evidenceClass ? -1 : 1)),
    withdrawn: withdrawn.map(({ evidenceClass }) => evidenceClass),
  };
}

/** The shipped certificate posts what no label of the client's own was of, and they hold what it promises. */
const reachesFurther = (
  one: Certificate,
  { evidenceClass, threshold }: Certificate,
  own: readonly PrecisionLabel[],
): boolean => one.evidenceClass === evidenceClass && one.threshold <= threshold && isWithinBound([figuresOf(one, own)]);

function isBroken(certificate: Certificate, own: readonly PrecisionLabel[]): boolean {
  const { labels, errors } = figuresOf(certificate, own);
  return speaksAgainst(labels, errors, targetPrecision);
}

/** What the client's own labels show at a certificate's threshold. */
const figuresOf = ({ evidenceClass, threshold }: Certificate, own: readonly PrecisionLabel[]): RegimeFigures =>
  figuresAt(
    'own',
    own.filter((label) => label.evidenceClass === evidenceClass),
    threshold,
  );
