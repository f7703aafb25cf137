import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { AttemptRef } from '../../../src/contracts/connection.ts';
import { chooseAccounts } from '../../../src/db/sql/attempts/chooseAccounts.ts';
import { consumeState } from '../../../src/db/sql/attempts/consumeState.ts';
import { insertAttempt } from '../../../src/db/sql/attempts/insertAttempt.ts';
import { readAttempt } from '../../../src/db/sql/attempts/readAttempt.ts';
import { ensureClient } from '../../../src/db/sql/clients/ensureClient.ts';
import { insertConnection } from '../../../src/db/sql/connections/insertConnection.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { hashState, hmacOfCode, newCodeVerifier, newState } from '../../../src/security/oauthSecrets.ts';
import type { EngineWorld } from './engineWorld.ts';

/** One person's walk, as the API writes it into the rows. */
export interface Walk extends AttemptRef {
  readonly state: string;
}

export async function setOut(
  { deps }: EngineWorld,
  { lifeMs = 900_000, clientId = randomUUID() }: { readonly lifeMs?: number; readonly clientId?: string } = {},
): Promise<Walk> {
  const ref = { clientId, connectionId: randomUUIDv7(), attemptId: randomUUIDv7() };
  const state = newState();
  const { ciphertext, ...key } = await deps.cipher.encrypt({
    connectionId: ref.connectionId,
    kind: 'attempt',
    plaintext: JSON.stringify({ state, codeVerifier: newCodeVerifier() }),
  });
  await withClient(deps.orm.em, { clientId: ref.clientId, role: 'kontosync_app' }, async (em) => {
    await ensureClient(em, ref.clientId);
    await insertConnection(em, { id: ref.connectionId, clientId: ref.clientId, bank: 'dnb' });
    await insertAttempt(em, {
      id: ref.attemptId,
      clientId: ref.clientId,
      connectionId: ref.connectionId,
      stateHash: hashState(state),
      principalId: 'key',
      initiatorRefHash: null,
      redirectUri: 'http://localhost/cb',
      scope: 'accounts',
      returnUrl: null,
      isRenewal: false,
      ciphertext,
      key,
      psuIpAddress: '192.0.2.1',
      lifeMs,
    });
  });
  return { ...ref, state };
}

/** The bank's redirect came and was verified: the code lies in the row. */
export async function comeBack({ deps }: EngineWorld, walk: Walk): Promise<void> {
  const { clientId, connectionId, attemptId, state } = walk;
  const row = await withClient(deps.orm.em, { clientId, role: 'kontosync_app' }, (em) =>
    readAttempt(em, { clientId, attemptId }),
  );
  if (row === null) throw new Error('no attempt');
  const code = `code-${randomUUID()}`;
  const sealed = await deps.cipher.encrypt({ connectionId, kind: 'code', salt: row.key.salt, plaintext: code });
  await withClient(deps.orm.em, { clientId, role: 'kontosync_app' }, (em) =>
    consumeState(em, {
      clientId,
      stateHash: hashState(state),
      codeCiphertext: sealed.ciphertext,
      codeHmac: hmacOfCode(deps.keyring.keyFor('oauth-code'), code),
    }),
  );
}

export const choose = ({ deps }: EngineWorld, walk: Walk, accountIds: readonly string[]): Promise<boolean> =>
  withClient(deps.orm.em, { clientId: walk.clientId, role: 'kontosync_app' }, (em) =>
    chooseAccounts(em, { ...walk, chosen: { accountIds, historyFrom: null, matchFrom: null } }),
  );
