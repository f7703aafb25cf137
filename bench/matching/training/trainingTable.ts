import { figuresAt } from '../../../src/domain/matching/certification/gridScan.ts';
import { regimeNames } from '../generator/index.ts';
import type { Trained } from './trainMatcher.ts';

/** Each class with what its labels show, at its threshold or, without a certificate, from even odds on. */
export function trainingTable({ labels, certificates, model }: Trained): string {
  const thresholds = new Map(certificates.map(({ evidenceClass, threshold }) => [evidenceClass, threshold] as const));
  const lines = [...Map.groupBy(labels, ({ evidenceClass }) => evidenceClass)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([evidenceClass, ofClass]) => {
      const threshold = thresholds.get(evidenceClass);
      const figures = regimeNames.map((regime) => {
        const ofRegime = ofClass.filter((label) => label.regime === regime);
        const { labels: count, errors, bound } = figuresAt(regime, ofRegime, threshold ?? 0);
        return `${String(errors).padStart(4)} of ${String(count).padStart(6)} ${(bound * 100).toFixed(2).padStart(6)}`;
      });
      const shown = threshold === undefined ? 'shadow' : threshold.toFixed(2);
      return `${evidenceClass.padEnd(28)}${shown.padStart(7)}  ${figures.join('   ')}`;
    });
  const head = `${'class'.padEnd(28)}${'from'.padStart(7)}  ${regimeNames.map((name) => `${name}: errors, bound`.padEnd(21)).join('   ')}`;
  return [head, ...lines, `shown from ${model.plausibleFrom}`].join('\n');
}
