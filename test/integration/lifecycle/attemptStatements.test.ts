import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { chooseAccounts } from '../../../src/db/sql/attempts/chooseAccounts.ts';
import { consumeState, refuseState } from '../../../src/db/sql/attempts/consumeState.ts';
import { failPendingGrant } from '../../../src/db/sql/attempts/failPendingGrant.ts';
import { grantAttempt } from '../../../src/db/sql/attempts/grantAttempt.ts';
import { insertAttempt } from '../../../src/db/sql/attempts/insertAttempt.ts';
import { putCodeBack, takeCode } from '../../../src/db/sql/attempts/takeCode.ts';
import { ensureClient } from '../../../src/db/sql/clients/ensureClient.ts';
import { insertConnection } from '../../../src/db/sql/connections/insertConnection.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';

// The statements are the last line: what the routes check before them may be out of date when they run.
let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

interface Attempt {
  readonly clientId: string;
  readonly attemptId: string;
  readonly stateHash: Buffer;
}
const inClient = <T>(clientId: string, work: (em: EntityManager) => Promise<T>): Promise<T> =>
  withClient(database.orm.em, { clientId, role: 'kontosync_app' }, work);

async function begin(lifeMs = 60_000): Promise<Attempt> {
  const [clientId, connectionId, attemptId] = [randomUUID(), randomUUID(), randomUUID()];
  const stateHash = Buffer.from(randomUUID());
  await inClient(clientId, async (em) => {
    await ensureClient(em, clientId);
    await insertConnection(em, { id: connectionId, clientId, bank: 'dnb' });
    await insertAttempt(em, {
      id: attemptId,
      clientId,
      connectionId,
      stateHash,
      principalId: 'key',
      initiatorRefHash: null,
      redirectUri: 'http://localhost/cb',
      scope: 'accounts',
      returnUrl: null,
      isRenewal: false,
      ciphertext: 'sealed',
      key: { keyId: 'k', salt: Buffer.alloc(16), iterations: 1 },
      psuIpAddress: null,
      lifeMs,
    });
  });
  return { clientId, attemptId, stateHash };
}
const consume = ({ clientId, stateHash }: Attempt): Promise<boolean> =>
  inClient(clientId, (em) =>
    consumeState(em, { clientId, stateHash, codeCiphertext: 'code', codeHmac: Buffer.alloc(32) }),
  );
const refuse = ({ clientId, stateHash }: Attempt): Promise<boolean> =>
  inClient(clientId, (em) => refuseState(em, { clientId, stateHash, code: 'access_denied' }));
const take = (attempt: Attempt): Promise<string | null> => inClient(attempt.clientId, (em) => takeCode(em, attempt));
const grant = (attempt: Attempt, lifeMs = 60_000): Promise<number | null> =>
  inClient(attempt.clientId, (em) => grantAttempt(em, { ...attempt, offered: [], lifeMs }));
const choose = (attempt: Attempt): Promise<boolean> =>
  inClient(attempt.clientId, (em) =>
    chooseAccounts(em, { ...attempt, chosen: { accountIds: ['a'], historyFrom: null, matchFrom: null } }),
  );

describe('A-4 a state is used up once', () => {
  test('A-4 of ten at once one wins, and nobody after it', async () => {
    const attempt = await begin();
    const won = await Promise.all(Array.from({ length: 10 }, () => consume(attempt)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await consume(attempt)).toBe(false);
    expect(await refuse(attempt)).toBe(false);
  });

  test('A-4 a refusal uses it up too', async () => {
    const attempt = await begin();
    expect(await refuse(attempt)).toBe(true);
    expect(await consume(attempt)).toBe(false);
  });

  test('A-3 not a second after its end', async () => {
    expect(await consume(await begin(1_000))).toBe(true);
    expect(await consume(await begin(-1_000))).toBe(false);
    expect(await refuse(await begin(-1_000))).toBe(false);
  });

  test('A-4 not by another client', async () => {
    const [attempt, other] = await Promise.all([begin(), begin()]);
    expect(await consume({ ...attempt, clientId: other.clientId })).toBe(false);
  });
});

describe('A-7 a code is taken once', () => {
  test('A-7 of ten at once one gets it; put back, it can be taken again', async () => {
    const attempt = await begin();
    await consume(attempt);
    const taken = await Promise.all(Array.from({ length: 10 }, () => take(attempt)));
    expect(taken.filter((code) => code !== null)).toEqual(['code']);
    await inClient(attempt.clientId, (em) => putCodeBack(em, { ...attempt, codeCiphertext: 'code' }));
    expect(await take(attempt)).toBe('code');
    expect(await take(attempt)).toBeNull();
  });

  test('A-7 what has been granted gives no code, and none is put back', async () => {
    const attempt = await begin();
    await consume(attempt);
    await grant(attempt);
    await inClient(attempt.clientId, (em) => putCodeBack(em, { ...attempt, codeCiphertext: 'code' }));
    expect(await take(attempt)).toBeNull();
  });
});

describe('A-8 accounts are chosen once', () => {
  test('A-8 of ten at once one chooses', async () => {
    const attempt = await begin();
    await consume(attempt);
    await grant(attempt);
    const chosen = await Promise.all(Array.from({ length: 10 }, () => choose(attempt)));
    expect(chosen.filter(Boolean)).toHaveLength(1);
  });

  test('A-3 not before the grant, not a second after its end', async () => {
    const early = await begin();
    await consume(early);
    expect(await choose(early)).toBe(false);
    await grant(early, -1_000);
    expect(await choose(early)).toBe(false);
  });
});

test('A-2 an attempt that a wrong side has ended keeps no state, verifier, code or URL', async () => {
  const attempt = await begin();
  await consume(attempt);
  const { clientId, attemptId } = attempt;
  const isEnded = await inClient(clientId, (em) =>
    failPendingGrant(em, { clientId, attemptId, code: 'attempt_failed' }),
  );
  expect(isEnded).toBe(true);
  const rows = await database.admin(
    'select status, ciphertext, code_ciphertext, url_ciphertext from authorization_attempts where id = $1',
    [attemptId],
  );
  expect(rows).toEqual([{ status: 'failed', ciphertext: null, code_ciphertext: null, url_ciphertext: null }]);
});
