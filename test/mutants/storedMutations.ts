import { inSync, type Mutation } from './mutation.ts';

const activity = (name: string): string => `src/activities/sync/${name}.ts`;
const sql = (name: string): string => `src/db/sql/${name}.ts`;

/** Mistakes in the steps and their statements, seen on PostgreSQL. */
export const storedMutations: readonly Mutation[] = [
  {
    id: 'M8',
    mistake: 'a window that was read in part is merged',
    edits: [
      {
        file: activity('mergeWindow'),
        find: `  const isOurs = part.state === 'staged' && `,
        replace: '  const isOurs = ',
      },
      { file: activity('mergeWindow'), find: ` || state === 'partial';`, replace: ';' },
      {
        file: sql('ledger/markMerged'),
        find: ` and state = 'staged'`,
        replace: '',
      },
    ],
    tests: inSync('M8', 'partialReads'),
  },
  {
    id: 'M9',
    mistake: 'the mark moves before the commit of the rows',
    edits: [
      {
        file: activity('mergeWindow'),
        find: `        failpoint?.('merge.before');`,
        replace: `        await withClient(orm.em, { clientId, role }, (em) =>
          moveCoverage(em, ref, {
            connectionId: before.part.connectionId,
            window: read.dates.window,
            readOn: read.readOn,
            unattendedHistoryDays: deps.bank.descriptor.unattendedHistoryDays,
            shownDates: read.shown.keys(),
          }),
        );
        failpoint?.('merge.before');`,
      },
      {
        file: activity('mergeWindow'),
        find: `import { carryOutPlan } from './carryOutPlan.ts';`,
        replace: `import { carryOutPlan } from './carryOutPlan.ts';\nimport { moveCoverage } from './moveCoverage.ts';`,
      },
    ],
    tests: inSync('I17', 'mergeFaults', 'coverage'),
  },
  {
    id: 'M10',
    mistake: 'no lock on the account',
    edits: [
      {
        file: sql('ledger/lockAccount'),
        find: `  await query(em, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [accountId]);`,
        replace: '',
      },
      {
        file: sql('ledger/lockAccount'),
        find: ' where client_id = $1 and id = $2 for no key update`',
        replace: ' where client_id = $1 and id = $2`',
      },
    ],
    tests: inSync('I8|I19', 'mergeFaults'),
  },
  {
    id: 'M11a',
    mistake: 'rows are looked up without their account',
    edits: [
      {
        file: sql('ledger/listStoredRows'),
        find: 'const ofDates = `client_id = $1 and account_id = $2',
        replace: 'const ofDates = `client_id = $1 and $2::uuid is not null',
      },
    ],
    tests: inSync('I11', 'merge'),
  },
  {
    id: 'M11b',
    mistake: 'an id names a row of whichever account has shown it first',
    edits: [
      {
        file: sql('ledger/insertAliases'),
        find: `     select $1, $2, split_part`,
        replace: `     select $1, coalesce((select a.account_id from bank_transaction_aliases a where a.client_id = $1
              and a.kind || ':' || a.value = r.id order by a.account_id = $2 limit 1), $2), split_part`,
      },
    ],
    tests: inSync('I11', 'idPolicies'),
  },
  {
    id: 'M18a',
    mistake: 'a changed detail is swallowed',
    edits: [
      {
        file: activity('writePlan'),
        find: '  const updated = await inLots(withRevisions(plan.updates), (rows) =>',
        replace: '  const updated = await inLots(withRevisions(plan.updates).slice(0, 0), (rows) =>',
      },
    ],
    tests: inSync('I10|I3', 'merge'),
  },
  {
    id: 'M18b',
    mistake: 'a slot that is taken is swallowed',
    edits: [
      {
        file: sql('ledger/insertTransactions'),
        find: '     returning id`',
        replace: '     on conflict do nothing returning id`',
      },
    ],
    tests: inSync('a slot that is taken', 'mergeFaults'),
  },
  {
    id: 'M23a',
    mistake: 'a merge does not look at the fence',
    edits: [{ file: activity('mergeWindow'), find: ' && part.fence === account.fence;', replace: ';' }],
    tests: inSync('I19', 'mergeFaults', 'fetchPages'),
  },
  {
    id: 'M23b',
    mistake: 'a page is stored without a look at the fence',
    edits: [
      { file: sql('pages/stagePage'), find: ' and p.fence = $5 and ', replace: ' and $5::bigint is not null and ' },
      { file: sql('pages/stagePage'), find: ' and a.id = $3 and a.fence = $5)', replace: ' and a.id = $3)' },
    ],
    tests: inSync('I19', 'fetchPages'),
  },
  {
    id: 'M24a',
    mistake: 'a repeated merge counts anew, from memory',
    edits: [
      { file: activity('mergeWindow'), find: `=> state === 'merged' || state`, replace: '=> state' },
      { file: activity('mergeWindow'), find: `part.state === 'staged' && `, replace: '' },
      { file: sql('ledger/markMerged'), find: ` and state = 'staged'`, replace: '' },
    ],
    tests: inSync('I16', 'mergeFaults', 'fetchPages'),
  },
  {
    id: 'M24b',
    mistake: 'events are written apart from their rows',
    edits: [
      {
        file: activity('tellMerge'),
        find: `  await addOutboxEvents(
    em,
    clientId,
    events.flatMap(({ type, ids }) => (ids.length === 0 ? [] : [{ type, data: { ...about, ...name(ids) } }])),
  );`,
        replace: `  await withClient(em.fork(), { clientId, role: 'kontosync_worker' }, (apart) => addOutboxEvents(
    apart,
    clientId,
    events.flatMap(({ type, ids }) => (ids.length === 0 ? [] : [{ type, data: { ...about, ...name(ids) } }])),
  ));`,
      },
      {
        file: activity('tellMerge'),
        find: `import type { WrittenRows } from './writePlan.ts';`,
        replace: `import { withClient } from '../../db/tenantScope.ts';\nimport type { WrittenRows } from './writePlan.ts';`,
      },
    ],
    tests: inSync('I18', 'mergeFaults'),
  },
  {
    id: 'M24c',
    mistake: 'new rows are counted from what was fetched',
    edits: [
      {
        file: activity('carryOutPlan'),
        find: '  const newRows = written.created.length;',
        replace: '  const newRows = [...shown.values()].reduce((sum, { entries }) => sum + entries, 0);',
      },
    ],
    tests: inSync('I16', 'merge', 'mergeFaults'),
  },
];
