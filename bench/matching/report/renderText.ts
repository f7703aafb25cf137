import type { PeerFigures } from '../baselines/peerFigures.ts';
import type { BenchResult, RegimeResult } from '../benchResult.ts';
import type { AutoFigures } from '../metrics/autoFigures.ts';
import { judgementsOf, percent, verdictOf } from './judgements.ts';

/** For people, on the terminal. */
export function renderText({ machine, model, companies, firstSeed, size, regimes }: BenchResult): string {
  const heads = Object.entries(machine).map(([name, value]) => `${name.padEnd(14)} ${value}`);
  const data = `${companies} unseen companies a regime, seeds from ${firstSeed}, ${size.invoices} invoices, ${size.payments} rows each`;
  const bodies = regimes.flatMap(renderRegime);
  return [...heads, `model          ${model}`, `data           ${data}`, '', ...bodies].join('\n');
}

function renderRegime(result: RegimeResult): readonly string[] {
  const { regime, figures, peers, learning } = result;
  const judged = judgementsOf(result);
  const width = Math.max(...judged.map(({ name }) => name.length), ...peers.map(({ name }) => name.length));
  const rows = judged.map(
    (judgement) =>
      `  ${judgement.name.padEnd(width)} ${judgement.value.padStart(9)}  ${judgement.target.padEnd(9)} ${verdictOf(judgement)}`,
  );
  const shares = Object.entries(figures.shares).map(([name, share]) => `${name} ${percent(share)}`);
  return [
    `${regime}: ${figures.rows} rows, ${figures.oneToOne} of them 1:1, ${figures.withoutInvoice} without an invoice`,
    ...rows,
    `  ${'posted @ precision'.padEnd(width)} ${pairOf(figures.all)}, ${figures.all.errors} wrong of ${figures.all.autos}`,
    `  ${'kroner posted wrongly'.padEnd(width)} ${Math.round(figures.all.wrongPerMillion)} a million`,
    `  ${'of all rows'.padEnd(width)} ${shares.join(', ')}`,
    `  ${'in review: first, among three'.padEnd(width)} ${percent(figures.reviewRank.top1)}, ${percent(figures.reviewRank.top3)}`,
    `  ${'deciding'.padEnd(width)} ${Math.round(figures.msPerThousand)} ms a thousand rows`,
    ...peers.map((peer) => `  ${peer.name.padEnd(width)} ${peerOf(peer)}`),
    ...(learning.length === 0 ? [] : [`  ${'posted after confirmations'.padEnd(width)} ${learningOf(result)}`]),
    '',
  ];
}

/** Coverage of 1:1 payments and precision, which mean nothing apart. */
export const pairOf = ({ coverage, precision }: AutoFigures): string =>
  precision === null ? 'nothing posted' : `${percent(coverage)} @ ${percent(precision, 2)}`;

const peerOf = ({ published, tuned }: PeerFigures): string =>
  `${pairOf(published.figures)} at ${published.cut}; tuned: ${tuned === null ? 'no cut holds' : `${pairOf(tuned.figures)} at ${tuned.cut}`}`;

const learningOf = ({ learning }: RegimeResult): string =>
  learning.map(({ confirmations, figures }) => `${confirmations ?? 'all'}: ${percent(figures.coverage)}`).join(', ');
