import { z } from 'zod';
import { accepted, type Connected } from './connectAccount.ts';
import type { World } from './world.ts';

const startedShape = z.object({ authorization_url: z.url(), state: z.string(), connection_id: z.uuid() });
const renewedShape = z.object({
  connection_id: z.uuid(),
  accounts_missing: z.array(z.object({ accountId: z.string() })),
  initial_sync: z.object({ new: z.int() }),
});

export interface Started {
  readonly authorizationUrl: string;
  readonly state: string;
}

/** POST …/reconsent. */
export async function startRenewal({ erp }: World, connectionId: string): Promise<Started> {
  const started = accepted(
    startedShape.extend({ connection_id: z.literal(connectionId) }),
    await erp.call('POST', `/api/dnb/connections/${connectionId}/reconsent`, { body: {} }),
  );
  return { authorizationUrl: started.authorization_url, state: started.state };
}

/** The whole walk to a new consent: reconsent → the bank's page → callback → connect without an account. */
export async function renewConsent(
  world: World,
  { clientId, connectionId, account }: Connected,
): Promise<z.output<typeof renewedShape>> {
  const { authorizationUrl, state } = await startRenewal(world, connectionId);
  const query = await world.bank.authorize(authorizationUrl, account);
  accepted(
    z.unknown(),
    await world.erp.call('GET', `/api/dnb/oauth/callback?${query.toString()}`, {
      headers: { accept: 'application/json' },
    }),
  );
  return accepted(
    renewedShape,
    await world.erp.call('POST', '/api/dnb/connect', {
      body: { client_id: clientId, code: query.get('code'), state },
    }),
  );
}
