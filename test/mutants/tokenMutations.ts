import type { Mutation, TestSelection } from './mutation.ts';

const grants = (name: string): string => `src/activities/grants/${name}.ts`;
const sql = (name: string): string => `src/db/sql/grants/${name}.ts`;
const inGrants = (names: string, ...files: readonly string[]): TestSelection => ({
  project: 'integration',
  files: files.map((name) => `test/integration/${name}.test.ts`),
  names,
});

/** Mistakes in the renewal of tokens, by the rule that they break; seen on PostgreSQL and the simulated bank. */
export const tokenMutations: readonly Mutation[] = [
  {
    id: 'A12a',
    mistake: 'no lock on the refresh',
    edits: [{ file: grants('refreshUnderLock'), find: '  await lockRefresh(em, seen.id);\n', replace: '' }],
    // The row's own lock still lets one request succeed: what is lost is the order of those that do not.
    tests: inGrants('A-14 a bank that never', 'grants/refreshes'),
  },
  {
    id: 'A12b',
    mistake: 'no test of version and freshness inside the lock',
    edits: [
      {
        file: grants('refreshUnderLock'),
        find: `  if (decision.kind === 'keep') return { kind: 'kept' };`,
        replace: `  if (decision.kind === 'keep' && need.kind === 'used') return { kind: 'kept' };`,
      },
      {
        file: grants('refreshUnderLock'),
        find: `  const forced = decision.reason === 'refused';`,
        replace: `  const forced = need.kind === 'refused';`,
      },
    ],
    tests: inGrants('A-12', 'grants/refreshes'),
  },
  {
    id: 'A13a',
    mistake: 'the new refresh token is not stored',
    edits: [
      {
        file: grants('refreshUnderLock'),
        find: 'answer.secrets.refreshToken ?? secrets.refreshToken',
        replace: 'secrets.refreshToken',
      },
    ],
    tests: inGrants('A-13 a bank that rotates', 'lifecycle/grants'),
  },
  {
    id: 'A13b',
    mistake: 'nothing is spilled before the commit',
    edits: [
      {
        file: grants('refreshUnderLock'),
        find: '  await spill.write({ grantId, version, ...sealed, ...times }).catch(',
        replace: '  await Promise.resolve().catch(',
      },
    ],
    tests: inGrants('A-13', 'grants/killedRefresh'),
  },
  {
    id: 'A13c',
    mistake: 'no intent before the token is spent',
    edits: [
      {
        file: grants('refreshIntent'),
        find: '      await setGrantState(em, { clientId, grantId, version, from: state, to });\n',
        replace: '',
      },
    ],
    tests: inGrants('A-13', 'grants/killedRefresh'),
  },
  {
    id: 'A14a',
    mistake: 'a refresh without outcome is not remembered',
    edits: [
      {
        file: grants('recordRefreshFailure'),
        find: `      const to = writeGrantState({ kind: 'unsure', refreshes: countUnsure(before, nowMs) });`,
        replace: '      const to = writeGrantState(before);\n      void countUnsure(before, nowMs);',
      },
    ],
    tests: inGrants('A-14 with strict rotation', 'grants/refreshes'),
  },
  {
    id: 'A14b',
    mistake: 'each caller tries again by itself',
    edits: [
      {
        file: grants('decideTempo'),
        find: `  if (waitMs <= 0) return`,
        replace: `  if (waitMs <= 0 || tries < 9) return`,
      },
    ],
    tests: inGrants('A-14 a bank that never', 'grants/refreshes'),
  },
  {
    id: 'A16a',
    mistake: 'the breaker never opens',
    edits: [
      {
        file: grants('settleRefresh'),
        find: '    if (isServiceRefused(answer)) await incidents.refusesService(ref, code);\n',
        replace:
          '    if (isServiceRefused(answer)) await incidents.isWell(ref, open, outcome === "refused" ? "refused" : "renewed");\n',
      },
    ],
    tests: inGrants('A-16', 'grants/bankIncidents'),
  },
  {
    id: 'A16b',
    mistake: 'every refused consent is believed',
    edits: [
      {
        file: grants('settleRefresh'),
        find: '      if (await incidents.refusesConsents(ref)) throw',
        replace: `      if ((await incidents.refusesConsents(ref)) && code === 'needs_operator') throw`,
      },
    ],
    tests: inGrants('A-16', 'grants/bankIncidents'),
  },
  {
    id: 'A18',
    mistake: 'a run may force any number of renewals',
    edits: [{ file: sql('wasForcedInRun'), find: 'g.forced_at >= r.started_at', replace: 'g.forced_at > now()' }],
    tests: inGrants('A-18 one forced', 'grants/refreshes'),
  },
  {
    id: 'A19',
    mistake: 'only connections with nights are kept alive',
    edits: [
      {
        file: sql('listIdleGrants'),
        find: `and g.role = 'current'`,
        replace: `and g.role = 'current' and c.auto_sync_enabled`,
      },
    ],
    tests: inGrants('A-19', 'grants/keepAlive'),
  },
  {
    id: 'A20',
    mistake: 'disconnecting does not wait for a refresh',
    edits: [
      {
        file: 'src/activities/lifecycle/revokeSteps.ts',
        find: 'readStoredGrants(em, { ...ref, lock: true })',
        replace: 'readStoredGrants(em, { ...ref, lock: false })',
      },
    ],
    tests: inGrants('A-20', 'grants/refreshes', 'lifecycle/grants'),
  },
];
