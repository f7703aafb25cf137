import { describe, expect, test } from '@jest/globals';
import { codeOfError } from '../../../src/worker/toFailure.ts';
import { startRefreshProcess } from './refreshProcess.ts';
import { openRefreshWorld, type RefreshWorld } from './refreshWorld.ts';

const places = [
  'before_intent',
  'after_intent',
  'locked',
  'after_http',
  'after_journal',
  'before_commit',
  'after_commit',
] as const;
const modes = { none: 'token.no-rotate', grace: 'token.grace', strict: 'token.strict-family-revoke' } as const;

interface Survived {
  readonly mode: string;
  readonly place: string;
  /** What the retry came to: `good`, or the code that a person would see. */
  readonly outcome: string;
  /** By the killed process and the retry. */
  readonly tokenRequests: number;
  /** A refresh after that one, and whether the bank takes its token. */
  readonly next: string;
}

async function surviveKillAt(world: RefreshWorld, mode: string, place: string): Promise<Survived> {
  const { grants, programParts } = world;
  const { ref } = await world.connect();
  const before = await world.tokenRequests();
  const killed = await startRefreshProcess(programParts, { failpoint: `refresh.${place}` });
  expect(await killed.order({ ref, times: 1 })).toBeNull();
  expect(killed.child.signalCode).toBe('SIGKILL');

  const outcome = await grants.stores[0].ensureFresh(ref, { leastLifeMs: 600_000 }).then(() => 'good', codeOfError);
  const tokenRequests = (await world.tokenRequests()) - before;
  return { mode, place, outcome, tokenRequests, next: outcome === 'good' ? await refreshOnceMore(world, ref) : '-' };
}

async function refreshOnceMore(
  { grants, bank }: RefreshWorld,
  ref: { readonly clientId: string; readonly connectionId: string },
): Promise<string> {
  const [, store] = grants.stores;
  const { version } = await store.open(ref);
  return store
    .replaceRefused(ref, version)
    .then(async ({ secrets }) => `good, ${(await bank.get('/v1/accounts', secrets.accessToken)).status}`, codeOfError);
}

describe('a process that dies while it refreshes', () => {
  // The modes beside each other; within one, one after the other, so that each token request has its case.
  test('A-13, F1 SIGKILL at each of 7 places of a refresh, in 3 ways of a bank to rotate', async () => {
    const survived = await Promise.all(
      Object.entries(modes).map(async ([mode, name]) => {
        const world = await openRefreshWorld();
        try {
          await world.bank.switchOn({ name });
          const cases: Survived[] = [];
          for (const place of places) cases.push(await surviveKillAt(world, mode, place));
          return cases;
        } finally {
          await world.close();
        }
      }),
    );
    const cases = survived.flat();
    console.table(cases);
    expect(cases).toHaveLength(21);
    // After the bank's answer and before the spill nobody has the new token: with strict rotation it is lost, by name.
    expect(cases.filter(({ outcome }) => outcome !== 'good')).toEqual([
      { mode: 'strict', place: 'after_http', outcome: 'rotation_lost', tokenRequests: 2, next: '-' },
    ]);
    expect(cases.filter(({ outcome, next }) => outcome === 'good' && next !== 'good, 200')).toEqual([]);
    // One request a needed refresh; only where the answer died with the process a second one.
    expect(cases.filter(({ place, tokenRequests }) => tokenRequests !== (place === 'after_http' ? 2 : 1))).toEqual([]);
  }, 120_000);
});
