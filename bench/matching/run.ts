/**
 * `npm run bench:match`: the matcher on companies that it was never trained on, in three regimes, beside other methods on
 * the same rows (matching 13). Prints the figures with their targets, and writes docs/matching-benchmark.md with its plot.
 * A missed target is printed; the exit status is 0. Options: --companies a regime (6), --seed of the first (201), --json
 * (to standard output, instead of the table), --quick (one small company, no page), --scale (a million invoices in
 * PostgreSQL instead: bench/matching/scale.ts).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeCommit, describeHost } from '../report.ts';
import type { BenchResult } from './benchResult.ts';
import { regimeNames } from './generator/index.ts';
import { measureRegime } from './measureRegime.ts';
import { shippedSetup } from './replay/matcherSetup.ts';
import { renderCalibrationPlot } from './report/calibrationPlot.ts';
import { renderPage } from './report/renderPage.ts';
import { renderText } from './report/renderText.ts';

const { values: options } = parseArgs({
  options: {
    companies: { type: 'string', default: '6' },
    seed: { type: 'string', default: '201' },
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    scale: { type: 'boolean', default: false },
  },
});

const docs = join(import.meta.dirname, '..', '..', 'docs');
const fullSize = { invoices: 60_000, payments: 16_000 };
const quickSize = { invoices: 12_000, payments: 3_500 };

function play(): BenchResult {
  const measuring = {
    setup: shippedSetup,
    companies: options.quick ? 1 : Number(options.companies),
    firstSeed: Number(options.seed),
    size: options.quick ? quickSize : fullSize,
    withLearning: !options.quick,
    say: (line: string) => process.stderr.write(`${line}\n`),
  };
  return {
    machine: { commit: describeCommit(), ...describeHost() },
    model: shippedSetup.model.version,
    companies: measuring.companies,
    firstSeed: measuring.firstSeed,
    size: measuring.size,
    regimes: regimeNames.map((regime) => measureRegime(regime, measuring)),
  };
}

if (options.scale) await import(new URL('scale.ts', import.meta.url).href);
else {
  const result = play();
  process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : renderText(result));
  if (!options.quick) {
    writeFileSync(join(docs, 'matching-benchmark.md'), renderPage(result));
    writeFileSync(join(docs, 'matching-calibration.svg'), renderCalibrationPlot(result));
  }
}
