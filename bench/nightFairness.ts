/**
 * `npm run bench:night`: how long the other clients of a night wait when one client has most of the connections, against
 * the same night without that client (E-11). Real parts on this machine; a missed target is printed, wrong data are an
 * error (exit status 1). Options: --json, --connections, --large, --clients, --seed.
 */
import { parseArgs } from 'node:util';
import { connectClients, type NightClient } from './nightClients.ts';
import { type NightTimes, quantile, timeNight, untilEnded } from './nightTimes.ts';
import { describeMachine, type Figure, type Report, renderJson, renderTable } from './report.ts';
import { compareWithBank } from './runs.ts';
import { onStage, type Stage } from './stage.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    connections: { type: 'string', default: '2000' },
    large: { type: 'string', default: '1200' },
    clients: { type: 'string', default: '40' },
    seed: { type: 'string', default: 'night' },
  },
});
const sizes = {
  connections: Number(options.connections),
  large: Number(options.large),
  clients: Number(options.clients),
};

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function play(stage: Stage): Promise<Report> {
  const machine = { ...(await describeMachine(stage)), seed: options.seed };
  const { connections, large } = sizes;
  say(`${connections} connections of ${sizes.clients + 1} clients are connected …`);
  const begunAt = Date.now();
  const clients = await connectClients(stage, sizes);
  await untilEnded(stage, connections, begunAt);
  const connectSeconds = (Date.now() - begunAt) / 1000;
  const others = clients.filter(({ isLarge }) => !isLarge);
  say(`a night of the ${connections - large} connections of the others alone …`);
  const alone = await timeNight(stage, others, options.seed);
  say(`a night of all ${connections}, of which ${large} are of one client …`);
  const shared = await timeNight(stage, clients, options.seed);
  const accounts = clients.flatMap((client) => client.accounts);
  return {
    machine,
    figures: [
      { name: `${connections} accounts connected`, value: connectSeconds, unit: 's', note: 'with first syncs' },
      ...nightFigures(`night of the others alone (${connections - large})`, alone, others),
      ...nightFigures(`night of all (${connections})`, shared, others),
      ...largeFigures(clients, shared),
      ...ratioFigures(alone, shared, others),
    ],
    problems: [...alone.problems, ...shared.problems, ...(await compareWithBank(stage, accounts))],
  };
}

function nightFigures(name: string, { runs, seconds, p95 }: NightTimes, others: readonly NightClient[]): Figure[] {
  const times = others.map(({ clientId }) => p95.get(clientId) ?? 0);
  return [
    { name, value: runs / seconds, unit: 'runs/s', note: `${seconds.toFixed(1)} s` },
    {
      name: "  the others' p95, median",
      value: quantile(times, 0.5),
      unit: 's',
      note: `of ${others.length} clients; ${Math.max(...times).toFixed(1)} s at most`,
    },
  ];
}

const largeFigures = (clients: readonly NightClient[], { p95 }: NightTimes): Figure[] =>
  clients
    .filter(({ isLarge }) => isLarge)
    .map(({ clientId }) => ({ name: "  the large client's p95", value: p95.get(clientId) ?? 0, unit: 's' }));

function ratioFigures(alone: NightTimes, shared: NightTimes, others: readonly NightClient[]): Figure[] {
  const ratios = others.map(({ clientId }) => (shared.p95.get(clientId) ?? 0) / (alone.p95.get(clientId) ?? 0));
  const [worst, median] = [Math.max(...ratios), quantile(ratios, 0.5)];
  return [
    { name: 'p95 against alone, worst', value: worst, unit: '×', target: { atMost: 1.5 }, note: worst.toFixed(2) },
    { name: '  median', value: median, unit: '×', note: median.toFixed(2) },
  ];
}

const report = await onStage({ profileDir: undefined, say }, play);
process.stdout.write(options.json ? renderJson(report) : renderTable(report));
process.exitCode = report.problems.length === 0 ? 0 : 1;
