import type { RegimeResult } from '../benchResult.ts';
import type { AutoFigures } from '../metrics/autoFigures.ts';
import { judgementsOf, percent, verdictOf } from './judgements.ts';
import { pairOf } from './renderText.ts';

/** Cells of a table of the page: a name, then one for each regime. */
export type Row = readonly string[];

export function classRows(regimes: readonly RegimeResult[]): readonly Row[] {
  const names = [...new Set(regimes.flatMap(({ figures }) => figures.byClass.map(([name]) => name)))];
  return names.map((name) => [
    `\`${name}\``,
    ...regimes.map((result) => {
      const found = result.figures.byClass.find(([other]) => other === name)?.[1];
      if (found === undefined) return '';
      const judged = judgementsOf(result).find((one) => one.name.includes(`class ${name} `));
      const verdict = judged === undefined ? '' : `, ${verdictOf(judged)}`;
      return `${found.autos}, ${found.errors} wrong, ${percent(found.bound, 2)}${verdict}; ${percent(found.coverage)}`;
    }),
  ]);
}

export function amountRows(regimes: readonly RegimeResult[]): readonly Row[] {
  const names = regimes[0]?.figures.byAmount.map(([name]) => name) ?? [];
  return [
    ...names.map((name, index) => [
      name,
      ...regimes.map(({ figures }) => {
        const found = figures.byAmount[index]?.[1];
        return found === undefined ? '' : withMoney(found);
      }),
    ]),
    ['all', ...regimes.map(({ figures }) => withMoney(figures.all))],
  ];
}

const withMoney = (figures: AutoFigures): string =>
  `${pairOf(figures)}; ${Math.round(figures.wrongPerMillion).toLocaleString('en')}`;

export const personRows = (regimes: readonly RegimeResult[]): readonly Row[] => [
  ['rows posted', ...regimes.map(({ figures }) => percent(figures.shares.auto))],
  ['in review', ...regimes.map(({ figures }) => percent(figures.shares.review))],
  ['tasks', ...regimes.map(({ figures }) => percent(figures.shares.task))],
  ['no candidate', ...regimes.map(({ figures }) => percent(figures.shares.none))],
  [
    'in review with an invoice: first right, among three',
    ...regimes.map(({ figures: { reviewRank } }) => `${percent(reviewRank.top1)}, ${percent(reviewRank.top3)}`),
  ],
  ['deciding, ms a thousand rows', ...regimes.map(({ figures }) => String(Math.round(figures.msPerThousand)))],
];

export const calibrationRows = (regimes: readonly RegimeResult[]): readonly Row[] => [
  ['ECE, before', ...regimes.map(({ figures }) => figures.uncalibrated.ece.toFixed(4))],
  ['ECE', ...regimes.map(({ figures }) => figures.calibration.ece.toFixed(4))],
  ['Brier score, before', ...regimes.map(({ figures }) => figures.uncalibrated.brier.toFixed(4))],
  ['Brier score', ...regimes.map(({ figures }) => figures.calibration.brier.toFixed(4))],
];
