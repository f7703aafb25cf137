import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** so many wrong codes end the pending grant. */
const wrongCodesAllowed = 3;

/** Counts a wrong code against a pending grant. True: it was one too many, and the attempt has ended by it. */
export async function countWrongCode(
  em: EntityManager,
  { clientId, attemptId }: { clientId: string; attemptId: string },
): Promise<boolean> {
  const [row] = await query<{ ended: boolean }>(
    em,
    `update authorization_attempts
     set wrong_codes = wrong_codes + 1, updated_at = now(),
         status = case when wrong_codes + 1 >= $3 then 'failed' else status end,
         failure_code = case when wrong_codes + 1 >= $3 then 'code_mismatch' else failure_code end
     where client_id = $1 and id = $2 and status = 'granted' and chosen_accounts is null
     returning status = 'failed' as ended`,
    [clientId, attemptId, wrongCodesAllowed],
  );
  return row?.ended ?? false;
}
