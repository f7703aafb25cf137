import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface ConsumedState {
  readonly clientId: string;
  readonly stateHash: Buffer;
  readonly codeCiphertext: string;
  readonly codeHmac: Buffer;
}

/** find and take in one statement, so that of many callbacks at once one wins. False: it was not this one. */
export async function consumeState(em: EntityManager, consumed: ConsumedState): Promise<boolean> {
  const rows = await query(
    em,
    `update authorization_attempts
     set status = 'consumed', code_ciphertext = $3, code_hmac = $4, updated_at = now()
     where client_id = $1 and state_hash = $2 and status = 'initiated' and expires_at > now()
     returning id`,
    [consumed.clientId, consumed.stateHash, consumed.codeCiphertext, consumed.codeHmac],
  );
  return rows.length === 1;
}

/** The bank said no: the state is used up by that too. False: it was used already. */
export async function refuseState(
  em: EntityManager,
  { clientId, stateHash, code }: { clientId: string; stateHash: Buffer; code: string },
): Promise<boolean> {
  const rows = await query(
    em,
    `update authorization_attempts
     set status = 'failed', failure_code = $3, ciphertext = null, url_ciphertext = null, updated_at = now()
     where client_id = $1 and state_hash = $2 and status = 'initiated' and expires_at > now()
     returning id`,
    [clientId, stateHash, code],
  );
  return rows.length === 1;
}
