import type { Certificate, PrecisionLabel } from './certificate.ts';
import { certifyOwn } from './certify.ts';
import { figuresAt, targetPrecision } from './gridScan.ts';
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
 * speak against (matching 8 and 9). A class withdrawn comes back by labels of its own alone.
 */
export function certificatesInForce(shipped: readonly Certificate[], { labels, undone }: OwnExperience): InForce {
  const own: readonly PrecisionLabel[] = [
    ...labels.map((label) => ({ ...label, regime: 'own' })),
    ...undone.map((auto) => ({ ...auto, regime: 'own', right: false })),
  ];
  const granted = certifyOwn(own);
  const grantedClasses = new Set(granted.map(({ evidenceClass }) => evidenceClass));
  const others = shipped.filter(({ evidenceClass }) => !grantedClasses.has(evidenceClass));
  const [kept, withdrawn] = [others.filter((one) => !isBroken(one, own)), others.filter((one) => isBroken(one, own))];
  return {
    certificates: [...granted, ...kept].toSorted((a, b) => (a.evidenceClass < b.evidenceClass ? -1 : 1)),
    withdrawn: withdrawn.map(({ evidenceClass }) => evidenceClass),
  };
}

function isBroken({ evidenceClass, threshold }: Certificate, own: readonly PrecisionLabel[]): boolean {
  const ofClass = own.filter((label) => label.evidenceClass === evidenceClass);
  const { labels, errors } = figuresAt('own', ofClass, threshold);
  return speaksAgainst(labels, errors, targetPrecision);
}
