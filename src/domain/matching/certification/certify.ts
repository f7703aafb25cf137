import type { Certificate, PrecisionLabel } from './certificate.ts';
import {
  figuresAt,
  hasEnoughLabels,
  isWithinBound,
  labelsOfOneRegime,
  labelsOfShippedClass,
  lowestSeen,
  scanGrid,
} from './gridScan.ts';

/**
 * Shipped thresholds lie so much above what the scan finds, in log-odds: clients write names and texts in ways that no
 * training shows, which moves the log-odds of wrong answers. A client's own labels are of the client itself.
 */
const shippedMargin = 3;

/**
 * Certificates to ship: of labels pooled over companies, for classes whose bound holds in each of the regimes (matching 8),
 * at the threshold of the scan and, what is shipped, at the stricter one.
 */
export function certifyShipped(labels: readonly PrecisionLabel[], regimes: readonly string[]): readonly Certificate[] {
  const byClass = Map.groupBy(labels, ({ evidenceClass }) => evidenceClass);
  return certify(labels, { regimes, labelsNeeded: labelsOfShippedClass }).flatMap(({ evidenceClass, threshold }) => {
    const stricter = threshold + shippedMargin;
    const ofClass = byClass.get(evidenceClass) ?? [];
    const figures = regimes.map((regime) =>
      figuresAt(
        regime,
        ofClass.filter((label) => label.regime === regime),
        stricter,
      ),
    );
    return hasEnoughLabels(figures, labelsOfShippedClass) && isWithinBound(figures)
      ? [{ evidenceClass, threshold: stricter, regimes: figures }]
      : [];
  });
}

/**
 * Certificates that a client's own labels grant, at a threshold no lower than such labels were seen. Labels of other regimes
 * than `own` are not looked at.
 */
export function certifyOwn(labels: readonly PrecisionLabel[]): readonly Certificate[] {
  const own = labels.filter(({ regime }) => regime === 'own');
  const byClass = Map.groupBy(own, ({ evidenceClass }) => evidenceClass);
  return certify(own, { regimes: ['own'], labelsNeeded: labelsOfOneRegime }).map((certificate) => {
    const ofClass = byClass.get(certificate.evidenceClass) ?? [];
    const threshold = Math.max(certificate.threshold, lowestSeen(ofClass));
    return { ...certificate, threshold, regimes: [figuresAt('own', ofClass, threshold)] };
  });
}

function certify(
  labels: readonly PrecisionLabel[],
  needs: { readonly regimes: readonly string[]; readonly labelsNeeded: number },
): readonly Certificate[] {
  return [...Map.groupBy(labels, ({ evidenceClass }) => evidenceClass)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([evidenceClass, ofClass]) => {
      const scanned = scanGrid(ofClass, needs);
      return scanned === null ? [] : [{ evidenceClass, ...scanned }];
    });
}
