/**
 * `npm run bench:api`: the API in a process of its own before a PostgreSQL with fsync: lists of 50 transactions with a
 * key and row-level security at 50 connections, and `/health/live` beside 200 half-open clients. A missed target is
 * printed; wrong answers are an error (exit status 1). Options: --seconds (10), --connections (50), --json.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createApiKey } from '../src/api/createApiKey.ts';
import { startApiProcess } from './api/apiProcess.ts';
import { arrangeClients } from './api/arrange.ts';
import { openHalf } from './api/halfOpen.ts';
import { load } from './api/load.ts';
import { cpuSeconds } from './measure.ts';
import { type OnPostgres, onPostgres } from './onPostgres.ts';
import { describeCommit, describeDatabase, describeHost, type Report, renderJson, renderTable } from './report.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '50' },
  },
});
const seconds = Number(options.seconds);
const connections = Number(options.connections);

const rowsAPage = 50;
const halfOpenClients = 200;

const list = z.object({ items: z.array(z.unknown()) });

async function play({ orm, database, databaseUrl }: OnPostgres): Promise<Report> {
  const { clientIds } = await arrangeClients(database, { clients: 50, rowsEach: 1_000 });
  const { text: key } = await createApiKey(orm, {
    name: 'bench',
    scopes: ['transactions:read'],
    clients: 'all',
    environment: 'test',
  });
  const { baseUrl, stop } = await startApiProcess(databaseUrl);
  try {
    const reads = {
      baseUrl,
      connections,
      headers: { authorization: `Bearer ${key}` },
      pathOf: (at: number) => {
        const from = `2025-${String((at % 11) + 1).padStart(2, '0')}-01`;
        return `/api/v1/transactions?client_id=${clientIds[at % clientIds.length]}&from=${from}&limit=${rowsAPage}`;
      },
    };
    await load({ ...reads, seconds: 3 }); // compiled and connected
    const machine = { commit: describeCommit(), ...describeHost(), ...(await describeDatabase(database)) };
    const before = cpuSeconds();
    const read = await load({ ...reads, seconds });
    const after = cpuSeconds();
    // What a busy machine changes least.
    const cpuMs = (part: 'api' | 'postgres'): number => ((after[part] - before[part]) * 1_000) / read.count;
    const health = { baseUrl, connections: 1, seconds: Math.min(5, seconds), pathOf: () => '/health/live' };
    const half = await openHalf(baseUrl, halfOpenClients);
    const live = await load(health).finally(() => half.close());
    const rows = list.parse(JSON.parse(read.lastText)).items.length;
    return {
      machine,
      figures: [
        {
          name: `lists of ${rowsAPage} rows`,
          value: read.perSecond,
          unit: 'req/s',
          target: { atLeast: 1_200 },
          note: `${connections} connections`,
        },
        { name: '  half of them within', value: read.p50Ms, unit: 'ms' },
        { name: '  p99', value: read.p99Ms, unit: 'ms', target: { atMost: 60 } },
        { name: '  CPU of the API for one', value: cpuMs('api'), unit: 'ms' },
        { name: '  CPU of PostgreSQL for one', value: cpuMs('postgres'), unit: 'ms' },
        {
          name: '/health/live, p99',
          value: live.p99Ms,
          unit: 'ms',
          target: { atMost: 100 },
          note: `beside ${halfOpenClients} half-open clients`,
        },
      ],
      problems: [
        ...(rows === rowsAPage ? [] : [`a list had ${rows} rows`]),
        ...(read.wrong + live.wrong === 0 ? [] : [`${read.wrong} lists and ${live.wrong} looks were not 200`]),
      ],
      verdict: 'Every answer was 200, with its 50 rows.',
    };
  } finally {
    await stop();
  }
}

const report = await onPostgres('api', play);
process.stdout.write(options.json ? renderJson(report) : renderTable(report));
process.exitCode = report.problems.length === 0 ? 0 : 1;
