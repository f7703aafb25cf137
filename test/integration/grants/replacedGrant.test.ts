import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sealSecrets } from '../../../src/activities/grants/grantSecrets.ts';
import { refreshUnderLock } from '../../../src/activities/grants/refreshUnderLock.ts';
import { createSpillFolder } from '../../../src/activities/grants/spillFolder.ts';
import { createRevokeSteps } from '../../../src/activities/lifecycle/revokeSteps.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { type ConnectedGrant, type GrantWorld, openGrantWorld } from '../lifecycle/grantWorld.ts';

let world: GrantWorld;
beforeAll(async () => {
  world = await openGrantWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.bank.refreshed.length = 0;
  world.bank.revoked.length = 0;
});

/** As a renewal leaves it: the grant is retired, another one is the current one. */
async function renew({ ref }: ConnectedGrant): Promise<void> {
  const { clientId, connectionId } = ref;
  const secrets = { accessToken: 'access-of-the-renewal', refreshToken: 'refresh-of-the-renewal' };
  const { ciphertext, key } = await sealSecrets(world.deps.cipher, {
    connectionId,
    secrets,
    salt: Buffer.alloc(16, 6),
  });
  await world.database.admin(`update bank_grants set role = 'retired' where connection_id = $1`, [connectionId]);
  await world.database.admin(
    `insert into bank_grants (id, client_id, connection_id, attempt_id, role, ciphertext, key_id, kdf_salt, kdf_iterations)
     values ($1, $2, $3, $4, 'current', $5, $6, $7, $8)`,
    [randomUUIDv7(), clientId, connectionId, randomUUIDv7(), ciphertext, key.keyId, key.salt, key.iterations],
  );
}

describe('D-18 a grant is replaced', () => {
  test('between the intent of a refresh and its lock: the old refresh token is not spent', async () => {
    const grant = await world.connect({ accessLifeMs: -1 });
    const { ref, grantId } = grant;
    const outcome = await withClient(
      world.deps.orm.em,
      { clientId: ref.clientId, role: 'kontosync_worker', lockTimeoutMs: 12_000 },
      (em) =>
        refreshUnderLock(
          em,
          world.deps,
          {
            spill: createSpillFolder(world.deps.settings.spillDir, world.deps.logger),
            async intend(_clientId, { state }) {
              await renew(grant);
              return { kind: 'written', state, incidents: [] };
            },
          },
          { ref, need: { kind: 'ahead', leastLifeMs: 60_000 }, seen: { id: grantId, version: 1 } },
        ),
    );
    expect(outcome).toEqual({ kind: 'kept' });
    expect(world.bank.refreshed).toEqual([]);
  });

  test('A-21 secrets that cannot be opened keep no others from being revoked', async () => {
    const grant = await world.connect();
    const { ref, grantId } = grant;
    await renew(grant);
    await world.database.admin(`update bank_grants set ciphertext = 'broken' where id = $1`, [grantId]);
    await world.database.admin(`update bank_connections set connection_status = 'revoking' where id = $1`, [
      ref.connectionId,
    ]);
    await expect(createRevokeSteps(world.deps).revokeAtBank(ref)).rejects.toMatchObject({ name: 'InvalidToken' });
    expect(world.bank.revoked).toMatchObject([{ accessToken: 'access-of-the-renewal' }]);
  });
});
