import { expect, test } from '@jest/globals';
import { exportAll, readableText } from './histories.ts';
import type { World } from './world.ts';

/** To be called last in a file: what its tests left behind in Temporal and in the logs holds no secret. */
export function testSecrets(world: () => World): void {
  test('B-12, B-14 no token, code, state, verifier, authorization URL or account number in histories and logs', async () => {
    const { seenSecrets, logText } = world();
    const kinds = [
      'access token',
      'account number',
      'authorization URL',
      'code',
      'code verifier',
      'refresh token',
      'state',
    ];
    expect([...seenSecrets.keys()].toSorted()).toEqual(kinds); // all were in use, so there was something to leak
    const histories = await exportAll(world());
    const lives = histories.filter(({ workflowType }) => workflowType === 'bankConnectionWorkflow');
    expect(lives).not.toHaveLength(0);
    for (const life of lives) expect(readableText(life)).toContain('"connectionId":"'); // payloads are read in clear

    const places = [
      ...histories.map((history) => ({ place: `history of ${history.workflowId}`, text: readableText(history) })),
      { place: 'log', text: logText() },
    ];
    expect(places.every(({ text }) => text.length > 500)).toBe(true);
    const leaks = places.flatMap(({ place, text }) =>
      [...seenSecrets].flatMap(([kind, values]) =>
        [...values].some((value) => text.includes(value)) ? [`${kind} in ${place}`] : [],
      ),
    );
    expect(leaks).toEqual([]);
  });

  test('B-14 no token, code, state or verifier in clear in any table, or in an answer that has no use for it', async () => {
    const { seenSecrets, database, answersText } = world();
    const tables = await database.admin<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables
       where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const dump = await Promise.all(
      tables.map(async ({ name }) => {
        const [row] = await database.admin<{ text: string }>(
          `select coalesce(string_agg(t::text, E'\n'), '') as text from ${name} t`,
        );
        return { place: `table ${name}`, text: row?.text ?? '' };
      }),
    );
    expect(dump.find(({ place }) => place === 'table bank_grants')?.text).toContain('gAAAA'); // the dump is a dump
    expect(answersText()).toContain('authorization_url');
    const tokens = ['access token', 'refresh token', 'code verifier'];
    const leaksOf = (places: readonly { place: string; text: string }[], kinds: readonly string[]) =>
      places.flatMap(({ place, text }) =>
        kinds.flatMap((kind) =>
          [...(seenSecrets.get(kind) ?? [])].some((value) => text.includes(value)) ? [`${kind} in ${place}`] : [],
        ),
      );
    expect(leaksOf(dump, [...tokens, 'code', 'state', 'authorization URL'])).toEqual([]);
    expect(leaksOf([{ place: 'an answer', text: answersText() }], tokens)).toEqual([]);
  });
}
