import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { connectionWorkflowId } from '../../../src/contracts/ids.ts';
import { createCipher } from '../../../src/security/cipher.ts';
import { createKeyring } from '../../../src/security/keyring.ts';
import type { Engine } from '../../../src/temporal/engine.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { type EngineWorld, openEngineWorld } from './engineWorld.ts';
import { drift } from './stubBank.ts';
import { choose, comeBack, setOut, type Walk } from './walks.ts';

export const ok = { ok: true };

export interface StoredStatus {
  readonly connection_status: string;
  readonly status_reason: string | null;
  readonly confirmed: boolean;
}

interface Ready {
  readonly database: TestDatabase;
  readonly world: EngineWorld;
  readonly engine: Engine;
}

/** What the tests of a file share; its members are there from `beforeAll` on. */
export interface LifecycleBench extends Ready {
  handleOf(walk: Walk): WorkflowHandle;
  statusOf(walk: Walk): Promise<StoredStatus>;
  isIn(walk: Walk, status: string): Promise<boolean>;
  /** Rows of the connection that hold a secret yet. */
  secretsLeft(walk: Walk): Promise<unknown[]>;
  reachGrant(by?: Engine): Promise<Walk>;
  connect(by?: Engine): Promise<Walk>;
}

/** A database, a Temporal worker and a stub bank for a test file; the bank forgets between tests. */
export function useLifecycleBench(): LifecycleBench {
  let ready: Ready | undefined;
  const need = (): Ready => {
    if (ready === undefined) throw new Error('the bench is ready in tests only');
    return ready;
  };
  const bench: LifecycleBench = {
    get database() {
      return need().database;
    },
    get world() {
      return need().world;
    },
    get engine() {
      return need().engine;
    },
    handleOf: ({ connectionId }) => bench.world.temporal.client.workflow.getHandle(connectionWorkflowId(connectionId)),
    async statusOf({ connectionId }) {
      const [row] = await bench.database.admin<StoredStatus & Record<string, unknown>>(
        `select connection_status, status_reason, revoke_confirmed_at is not null as confirmed
         from bank_connections where id = $1`,
        [connectionId],
      );
      if (row === undefined) throw new Error('no such connection');
      return row;
    },
    isIn: async (walk, status) => (await bench.statusOf(walk)).connection_status === status,
    secretsLeft: ({ connectionId }) =>
      bench.database.admin(
        `select 1 from bank_grants where connection_id = $1 and ciphertext is not null
         union all select 1 from authorization_attempts where connection_id = $1
           and coalesce(ciphertext, code_ciphertext, url_ciphertext) is not null`,
        [connectionId],
      ),
    async reachGrant(by = bench.engine) {
      const walk = await setOut(bench.world);
      expect(await by.beginAuthorization(walk)).toEqual(ok);
      await comeBack(bench.world, walk);
      expect(await by.acceptCallback(walk)).toEqual(ok);
      return walk;
    },
    async connect(by = bench.engine) {
      const walk = await bench.reachGrant(by);
      await choose(bench.world, walk, [drift.accountId]);
      expect(await by.confirmAccounts(walk)).toEqual(ok);
      return walk;
    },
  };

  beforeAll(async () => {
    const database = await openTestDatabase();
    const keyring = createKeyring({ secretKey: randomUUID() });
    const cipher = createCipher(keyring, { iterations: 1_000 });
    const world = await openEngineWorld({ database, keyring, cipher });
    ready = { database, world, engine: world.engine() };
  });
  afterAll(async () => {
    await bench.world.close();
    await bench.database.close();
  });
  beforeEach(() => {
    const { bank } = bench.world;
    for (const list of [bank.redeemed, bank.refreshed, bank.revoked, bank.listings]) list.length = 0;
    Object.assign(bank, {
      onRedeem: () => {},
      onAccounts: () => {},
      onAuthorizationUrl: () => {},
      onRevoke: () => ({ confirmed: true }),
      consentExpiresAt: new Date(Date.now() + 100 * 86_400_000),
    });
  });
  return bench;
}
