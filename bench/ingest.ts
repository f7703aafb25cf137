/**
 * `npm run bench:ingest`: rows with their raw bodies through staging and merge, beside a plain `INSERT … ON CONFLICT` of
 * the same rows in the same run: on a busy machine both are slower. A missed target is printed; wrong data are an error
 * (exit status 1). Options: --rows (100000), --json.
 */
import { parseArgs } from 'node:util';
import { type Measured, measureImport, watchStatements } from './ingest/measureImport.ts';
import { insertPlainly } from './ingest/plain.ts';
import { makeBodies, makeRows } from './ingest/rows.ts';
import { type IngestWorld, inIngestWorld } from './ingest/world.ts';
import {
  describeCommit,
  describeDatabase,
  describeHost,
  type Figure,
  type Report,
  renderJson,
  renderTable,
} from './report.ts';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rows: { type: 'string', default: '100000' } },
});

/** A run reads at most so many rows of an account (D-14): more of them are more accounts. */
const rowsAnAccount = 50_000;
const dayMs = 86_400_000;

async function play(world: IngestWorld): Promise<Report> {
  const count = Number(options.rows);
  const todayMs = Date.now();
  const perAccount = Math.min(count, rowsAnAccount);
  const rows = makeRows(perAccount, todayMs);
  world.show(makeBodies(rows));
  await world.database.query(`create table plain_transactions (like bank_transactions including all)`);
  await world.database.query(`alter table plain_transactions enable row level security`);
  await world.database.query(
    `create policy client on plain_transactions to kontosync_worker
     using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"))`,
  );
  await world.database.query(
    `alter table plain_transactions
     add foreign key (client_id, account_id) references bank_accounts (client_id, id),
     add foreign key (client_id, first_run_id) references sync_runs (client_id, id)`,
  );
  await world.database.query('grant select, insert on plain_transactions to kontosync_worker');

  const accounts = await Promise.all(Array.from({ length: Math.ceil(count / perAccount) }, () => world.connect()));
  const problems: string[] = [];
  let plainMs = 0;
  let [first, again] = [none, none];
  for (const account of accounts) {
    world.setToday(todayMs);
    plainMs += await insertPlainly(world.orm, account, rows);
    first = add(first, await measureImport(world, account));
    world.setToday(todayMs + dayMs);
    // As if nothing but the first day had been covered: all of it is read again.
    await world.database.query('update bank_accounts set last_deep_on = null where id = $1', [account.accountId]);
    again = add(again, await measureImport(world, account));
    const { rows: stored } = await world.database.query<{ count: string; sum: string }>(
      `select count(*)::text, sum(amount_minor)::text from bank_transactions where account_id = $1 and status = 'booked'`,
      [account.accountId],
    );
    const sum = rows.reduce((total, { amount }) => total + BigInt(amount.replace('.', '')), 0n);
    if (stored[0]?.count !== String(perAccount) || stored[0].sum !== String(sum))
      problems.push(`${stored[0]?.count} rows with the sum ${stored[0]?.sum}, not ${perAccount} with ${sum}`);
  }
  const total = accounts.length * perAccount;
  const plainRate = (total * 1_000) / plainMs;
  if (first.newRows !== total || again.newRows !== 0) problems.push(`new: ${first.newRows}, then ${again.newRows}`);
  return {
    machine: { commit: describeCommit(), ...describeHost(), ...(await describeDatabase(world.database)) },
    figures: [
      { name: 'plain INSERT … ON CONFLICT', value: Math.round(plainRate), unit: 'rows/s' },
      ...figuresOf('first import', first, total, plainRate, 0.45),
      ...figuresOf('unchanged days again', again, total, plainRate, 8),
      { name: 'memory at most', value: Math.round(process.resourceUsage().maxRSS / 1024), unit: 'MB' },
    ],
    problems,
  };
}

const none: Measured = { stageMs: 0, mergeMs: 0, databaseMs: 0, newRows: 0 };
const add = (a: Measured, b: Measured): Measured => ({
  stageMs: a.stageMs + b.stageMs,
  mergeMs: a.mergeMs + b.mergeMs,
  databaseMs: a.databaseMs + b.databaseMs,
  newRows: a.newRows + b.newRows,
});

function figuresOf(
  name: string,
  measured: Measured,
  rows: number,
  plainRate: number,
  least: number,
): readonly Figure[] {
  const { stageMs, mergeMs, databaseMs } = measured;
  const times = (ms: number): number => Math.round(((rows * 1_000) / ms / plainRate) * 100) / 100;
  return [
    { name: `${name}: merge`, value: Math.round((rows * 1_000) / mergeMs), unit: 'rows/s' },
    { name: '  times the plain insert', value: times(mergeMs), unit: 'x', target: { atLeast: least } },
    { name: '  of it in PostgreSQL', value: Math.round((databaseMs * 100) / mergeMs), unit: '%' },
    {
      name: '  staging before it',
      value: Math.round((rows * 1_000) / stageMs),
      unit: 'rows/s',
      note: 'understanding, compressing and encrypting each page',
    },
    { name: '  both, times the plain insert', value: times(stageMs + mergeMs), unit: 'x' },
  ];
}

watchStatements();
const report = await inIngestWorld(play);
process.stdout.write(options.json ? renderJson(report) : renderTable(report));
process.exitCode = report.problems.length === 0 ? 0 : 1;
