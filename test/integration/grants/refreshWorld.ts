import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type ClosableBankPort, createDnbOauth2 } from '../../../src/bank/dnb/oauth2.ts';
import type { BankPort } from '../../../src/bank/port.ts';
import { simulatorCredentials } from '../../../src/config.ts';
import { type ConnectedGrant, type GrantWorld, openGrantWorld } from '../lifecycle/grantWorld.ts';
import { BankCustomer, redirectUri } from '../simulator/bankCustomer.ts';
import type { ProgramParts } from './refreshOrders.ts';

/** Grants in the database whose tokens the simulated bank has given, and the bank through the real adapter. */
export interface RefreshWorld {
  readonly bank: BankCustomer;
  readonly port: BankPort;
  readonly grants: GrantWorld;
  /** For processes that work on the first machine's disk, on which world and bank are theirs too. */
  readonly programParts: ProgramParts;
  /** Stored as expired unless `accessLifeMs` says otherwise; the bank takes it for good. */
  connect(options?: { readonly accessLifeMs?: number }): Promise<ConnectedGrant>;
  /** How often the bank was asked to refresh so far. */
  tokenRequests(): Promise<number>;
  close(): Promise<void>;
}

export async function openRefreshWorld(): Promise<RefreshWorld> {
  const bank = await BankCustomer.open({}, { nowMs: Date.now() });
  const port: ClosableBankPort = createDnbOauth2(
    { ...simulatorCredentials, redirectUri, scope: 'accounts', sandbox: true, baseUrl: bank.simulator.url, tls: {} },
    { now: Date.now },
  );
  const secretKey = `${randomUUID()}${randomUUID()}`;
  const grants = await openGrantWorld({ port, secretKey });
  return {
    bank,
    port,
    grants,
    programParts: {
      databaseUrl: grants.database.url,
      bankUrl: bank.simulator.url,
      secretKey,
      spillDir: grants.deps.settings.spillDir,
    },
    async connect({ accessLifeMs = -1 } = {}) {
      const { access, refresh } = await bank.connect();
      return grants.connect({ accessLifeMs, secrets: { accessToken: access, refreshToken: refresh } });
    },
    async tokenRequests() {
      const { body } = await bank.control('GET', '/requests?endpoint=token');
      const shape = z.object({ requests: z.array(z.object({ grant_type: z.string().optional() })) });
      // One that a fault has answered is known by its endpoint alone.
      return shape.parse(body).requests.filter(({ grant_type }) => grant_type !== 'authorization_code').length;
    },
    async close() {
      await grants.close();
      await port.close();
      await bank.close();
    },
  };
}
