import type { BenchResult, RegimeResult } from '../benchResult.ts';
import { targets } from '../targets.ts';
import { judgementsOf, percent } from './judgements.ts';
import { amountRows, calibrationRows, classRows, personRows, type Row } from './pageRows.ts';
import { about, limits, meanings } from './pageTexts.ts';
import { pairOf } from './renderText.ts';

/** docs/matching-benchmark.md, whole: nothing of it is written by hand. */
export function renderPage(result: BenchResult): string {
  const { regimes, companies, firstSeed, size, model, machine } = result;
  const made = [
    `${companies} companies a regime that training never saw, seeds from ${firstSeed}`,
    `each ${size.invoices.toLocaleString('en')} invoices and ${size.payments.toLocaleString('en')} bank rows of a year`,
    `weights \`${model}\`, commit \`${machine['commit'] ?? 'unknown'}\`, Node ${machine['node'] ?? ''}`,
  ];
  return [
    '# Matching: the benchmark',
    about,
    `Measured: ${made.join('; ')}.`,
    '## Against the targets',
    targetsTable(regimes),
    ...gapsOf(regimes),
    '## By evidence',
    'Autos, errors and the lower bound of precision; coverage is of all 1:1 payments, so that the classes add up.',
    table(['class', ...regimes.map(({ regime }) => regime)], classRows(regimes)),
    '## By amount',
    'Coverage of the 1:1 payments of each band @ precision; kroner posted wrongly of a million posted.',
    table(['kroner', ...regimes.map(({ regime }) => regime)], amountRows(regimes)),
    '## What a person is left with',
    table(['', ...regimes.map(({ regime }) => regime)], personRows(regimes)),
    '## Beside other methods, on the same rows',
    peersTable(regimes),
    '## What confirmations add',
    learningTable(regimes),
    '## Calibration',
    '![Promised probability against the share that was right](matching-calibration.svg)',
    table(['', ...regimes.map(({ regime }) => regime)], calibrationRows(regimes)),
    '## What the words mean',
    meanings,
    '## Limits',
    limits,
    '',
  ].join('\n\n');
}

const table = (head: Row, rows: readonly Row[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function targetsTable(regimes: readonly RegimeResult[]): string {
  const judged = regimes.map((result) => judgementsOf(result).filter(({ name }) => !name.includes('class ')));
  const names = judged[0]?.map(({ name }) => name) ?? [];
  const cell = (index: number) => (judgements: (typeof judged)[number]) => {
    const one = judgements[index];
    return one === undefined ? '' : `${one.value} (${one.target}) ${one.isMet === false ? '**MISSED**' : 'met'}`;
  };
  const goals = regimes.map(({ regime, figures }) => {
    const { coverageGoal } = targets[regime];
    return `${percent(coverageGoal, 0)}${figures.all.coverage >= coverageGoal ? ', reached' : ''}`;
  });
  return table(
    ['figure (target)', ...regimes.map(({ regime }) => regime)],
    [...names.map((name, index) => [name, ...judged.map(cell(index))]), ['goal for what is posted', ...goals]],
  );
}

/** How much of what base reaches is lost where references are scarce and names are noisy. */
function gapsOf(regimes: readonly RegimeResult[]): readonly string[] {
  const [base, shifted] = (['base', 'shifted'] as const).map((name) => regimes.find(({ regime }) => regime === name));
  if (base === undefined || shifted === undefined) return [];
  const points = (of: (result: RegimeResult) => number): string =>
    `${((of(base) - of(shifted)) * 100).toFixed(1)} points`;
  const [posted, first] = [points(({ figures }) => figures.all.coverage), points(({ figures }) => figures.rank.top1)];
  return [`From base to shifted: ${posted} less are posted, the first candidate is right ${first} less often.`];
}

function peersTable(regimes: readonly RegimeResult[]): string {
  const names = regimes[0]?.peers.map(({ name }) => name) ?? [];
  const rows = names.flatMap((name, index) => [
    [
      `${name}, as published`,
      ...regimes.map(({ peers }) => (peers[index] === undefined ? '' : pairOf(peers[index].published.figures))),
    ],
    [
      `${name}, tuned to the target`,
      ...regimes.map(({ peers }) => {
        const tuned = peers[index]?.tuned;
        return tuned === null || tuned === undefined ? 'no cut holds' : pairOf(tuned.figures);
      }),
    ],
  ]);
  const ours = ['**Kontosync**', ...regimes.map(({ figures }) => `**${pairOf(figures.all)}**`)];
  return table(['posted, of 1:1 payments @ precision', ...regimes.map(({ regime }) => regime)], [...rows, ours]);
}

function learningTable(regimes: readonly RegimeResult[]): string {
  const learnt = regimes.filter(({ learning }) => learning.length > 0);
  const [first] = learnt;
  if (first === undefined) return 'Not measured in this run.';
  const rows = first.learning.map(({ confirmations }, index) => [
    confirmations === null ? 'all of the year' : String(confirmations),
    ...learnt.map(({ learning }) => (learning[index] === undefined ? '' : pairOf(learning[index].figures))),
  ]);
  return table(['confirmations learnt from', ...learnt.map(({ regime }) => regime)], rows);
}
