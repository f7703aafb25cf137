import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

interface OfAttempt {
  readonly clientId: string;
  readonly attemptId: string;
}

/**
 * Takes the authorization code out of the row: whoever gets it may redeem it, nobody else ever will. Null: it was
 * taken before, so the bank may have seen it.
 */
export async function takeCode(em: EntityManager, { clientId, attemptId }: OfAttempt): Promise<string | null> {
  const [row] = await query<{ code: string }>(
    em,
    `update authorization_attempts a set code_ciphertext = null, updated_at = now()
     from (select client_id, id, code_ciphertext as code from authorization_attempts
           where client_id = $1 and id = $2 and status = 'consumed' and code_ciphertext is not null
           for update) taken
     where a.client_id = taken.client_id and a.id = taken.id
     returning taken.code`,
    [clientId, attemptId],
  );
  return row?.code ?? null;
}

/** The request surely did not leave: the code may be tried again. */
export async function putCodeBack(
  em: EntityManager,
  { clientId, attemptId, codeCiphertext }: OfAttempt & { codeCiphertext: string },
): Promise<void> {
  await query(
    em,
    `update authorization_attempts set code_ciphertext = $3, updated_at = now()
     where client_id = $1 and id = $2 and status = 'consumed' and code_ciphertext is null`,
    [clientId, attemptId, codeCiphertext],
  );
}
