/**
 * `npm run bench:e2e`: how fast the whole is, with real parts on this machine. No timed test: a missed target is
 * printed, wrong data are an error (exit status 1). Options: --json, --rows, --connections, --profile <folder>.
 */
import { parseArgs } from 'node:util';
import { measureBackfill, measureKilledBackfill } from './backfill.ts';
import { cpuSeconds, memoryOf, type Part, parts } from './measure.ts';
import { connectMany, measureNight, type Night } from './night.ts';
import { describeMachine, type Figure, type Report, renderJson, renderTable } from './report.ts';
import { onStage, type Stage } from './stage.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '20000' },
    connections: { type: 'string', default: '200' },
    profile: { type: 'string' },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function play(stage: Stage): Promise<Report> {
  const [rows, connections] = [Number(options.rows), Number(options.connections)];
  const machine = await describeMachine(stage);
  say(`${rows} rows: first sync, and again …`);
  const { first, again } = await measureBackfill(stage, rows);
  say(`${rows} rows: the worker is killed in the middle …`);
  const killed = await measureKilledBackfill(stage, rows);
  say(`${connections} connections are connected …`);
  const connected = await connectMany(stage, connections);
  say(`${connections} connections are synced at once, most rows are new …`);
  const busy = await measureNight(stage, connected.accounts, false);
  say(`${connections} connections are synced at once, every row is known …`);
  const quiet = await measureNight(stage, connected.accounts, true);
  const cpu = cpuSeconds();
  return {
    machine,
    figures: [
      {
        name: `${rows} rows, first sync`,
        value: first.seconds,
        unit: 's',
        target: { atMost: 60 },
        note: `${first.pages} pages, from connect to the run's end`,
      },
      { name: '  rows a second', value: Math.round(rows / first.seconds), unit: 'rows/s' },
      { name: '  the same again, nothing new', value: again.seconds, unit: 's', note: `${again.pages} pages` },
      {
        name: '  worker killed in the middle',
        value: killed.seconds,
        unit: 's',
        note: `SIGKILL after page ${killed.pagesAtKill} of ${killed.pages}, started again`,
      },
      { name: `${connections} accounts connected`, value: connected.seconds, unit: 's', note: 'with first syncs' },
      ...nightFigures(`${connections} runs at once, most rows new`, busy),
      ...nightFigures(`${connections} runs at once, nothing new`, quiet),
      ...memoryFigures('api', 300),
      ...memoryFigures('worker', 700),
      ...memoryFigures('temporal'),
      ...parts.map((part) => ({ name: `CPU of ${part}, all in all`, value: cpu[part], unit: 's' })),
    ],
    problems: [first, again, killed, connected, busy, quiet].flatMap(({ problems }) => problems),
  };
}

const nightFigures = (name: string, night: Night): Figure[] => [
  {
    name,
    value: night.runsPerSecond,
    unit: 'runs/s',
    target: { atLeast: 3 },
    note: `${night.seconds.toFixed(1)} s; a run ${night.median.toFixed(1)} s in the median, ${night.longest.toFixed(1)} s at most`,
  },
  {
    name: '  CPU a run',
    value: sum(night.cpuMs),
    unit: 'ms',
    note: parts.map((part) => `${part} ${night.cpuMs[part]}`).join(', '),
  },
];

function memoryFigures(part: Part, atMost?: number): Figure[] {
  const memory = memoryOf(part);
  if (memory === null) return [];
  const target = atMost === undefined ? {} : { target: { atMost } };
  return [
    { name: `memory of ${part}`, value: memory.residentMb, unit: 'MB', ...target, note: `at most ${memory.peakMb} MB` },
  ];
}

const sum = (values: Readonly<Record<Part, number>>): number => parts.reduce((total, part) => total + values[part], 0);

const report = await onStage({ profileDir: options.profile, say }, play);
process.stdout.write(options.json ? renderJson(report) : renderTable(report));
process.exitCode = report.problems.length === 0 ? 0 : 1;
