/**
 * `npm run bench:match -- --scale`: a client with 1,000,000 open invoices of 80,000 parties in PostgreSQL, its 10,000
 * waiting rows matched and written as the worker does it, then a sync of 1,000 new ones (matching 15). Prints where the
 * time goes; a missed target is printed, and the exit status is 0.
 */
import type { Client } from 'pg';
import { describeCommit, describeDatabase, describeHost, type Figure, type Report, renderTable } from '../report.ts';
import { fillLedger, fillRows, type ScaleClient } from './scale/fillLedger.ts';
import { inScaleWorld, type ScaleWorld } from './scale/scaleWorld.ts';
import { type StatementTime, takeStatementTimes, watchStatements } from './scale/statementTimes.ts';

const size = { parties: 80_000, invoices: 1_000_000, payments: 10_000, syncRows: 1_000 };
const shownStatements = 8;

interface Measured {
  readonly ms: number;
  /** Of this process: on a busy machine the clock tells more than the work. */
  readonly processorMs: number;
  readonly statements: readonly StatementTime[];
  readonly matched: number;
  readonly review: number;
}

async function measure(work: () => Promise<{ readonly matched: number; readonly review: number }>): Promise<Measured> {
  takeStatementTimes();
  const [beganAt, usedBefore] = [performance.now(), process.cpuUsage()];
  const counts = await work();
  const used = process.cpuUsage(usedBefore);
  const processorMs = (used.user + used.system) / 1_000;
  return { ms: performance.now() - beganAt, processorMs, statements: takeStatementTimes(), ...counts };
}

const matchAll = ({ run, steps }: ScaleWorld, { clientId }: ScaleClient) =>
  measure(async () => {
    const total = { matched: 0, review: 0 };
    let afterTransactionId: string | null = null;
    do {
      const chunk: Awaited<ReturnType<typeof steps.matchChunk>> = await run(steps.matchChunk, {
        clientId,
        afterTransactionId,
      });
      total.matched += chunk.matched;
      total.review += chunk.review;
      afterTransactionId = chunk.nextAfterTransactionId;
    } while (afterTransactionId !== null);
    return total;
  });

const waitedMs = ({ statements }: Measured): number => statements.reduce((sum, { ms }) => sum + ms, 0);

function figuresOf(name: string, measured: Measured, atMostMs: number): readonly Figure[] {
  const database = waitedMs(measured);
  return [
    { name, value: measured.ms, unit: 'ms', target: { atMost: atMostMs }, note: `${measured.matched} matched` },
    { name: `${name}: statements`, value: database, unit: 'ms' },
    { name: `${name}: the engine`, value: measured.ms - database, unit: 'ms' },
    { name: `${name}: processor time`, value: measured.processorMs, unit: 'ms', note: 'of this process' },
    ...measured.statements
      .slice(0, shownStatements)
      .map(({ name: statement, calls, ms }) => ({ name: `  ${statement}`, value: ms, unit: 'ms', note: `${calls} ×` })),
  ];
}

async function play(world: ScaleWorld): Promise<Report> {
  const { database } = world;
  const client = await fillLedger(database, size);
  await fillRows(database, client, { rows: size.payments, days: 28 });
  const all = await matchAll(world, client);
  const runId = await fillRows(database, client, { rows: size.syncRows, days: 1 });
  const sync = await measure(() => world.run(world.steps.matchTransactions, { clientId: client.clientId, runId }));
  const { posted, wrong, problems } = await judgePosted(database);
  return {
    machine: { commit: describeCommit(), ...describeHost(), ...(await describeDatabase(database)) },
    figures: [
      ...figuresOf(`${size.payments} rows`, all, 5_000),
      ...figuresOf(`sync of ${size.syncRows}`, sync, 700),
      {
        name: 'memory at most',
        value: Math.round(process.resourceUsage().maxRSS / 1024),
        unit: 'MB',
        target: { atMost: 300 },
      },
      { name: 'posted', value: posted, unit: 'rows', note: `${wrong} to another invoice than was paid` },
    ],
    problems,
    verdict: 'No invoice is given away twice.',
  };
}

/** What was posted, beside what was paid. */
async function judgePosted(database: Client) {
  const [judged] = (
    await database.query<{ posted: number; wrong: number }>(
      `select count(*)::int as posted, count(*) filter (where a.invoice_id is distinct from t.invoice_id)::int as wrong
       from matches m join allocations a on a.match_id = m.id join scale_truth t on t.transaction_id = m.transaction_id`,
    )
  ).rows;
  const { rows } = await database.query<{ external_id: string }>(
    `select i.external_id from invoices i join allocations a on a.invoice_id = i.id
     group by i.id having sum(a.amount_minor) > i.open_amount_minor`,
  );
  return {
    posted: judged?.posted ?? 0,
    wrong: judged?.wrong ?? 0,
    problems: rows.map(({ external_id }) => `more is allocated than is open: ${external_id}`),
  };
}

/** By the table that a statement is first about. */
const nameOf = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 70);

watchStatements(nameOf);
process.stdout.write(renderTable(await inScaleWorld(play)));
