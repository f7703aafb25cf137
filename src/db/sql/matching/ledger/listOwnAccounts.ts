import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../../tenantScope.ts';

/** The client's own accounts, as IBAN and as kontonummer: a transfer between them has no invoice (matching 5). */
export async function listOwnAccounts(em: EntityManager, clientId: string): Promise<readonly string[]> {
  const rows = await query<{ account: string }>(
    em,
    `select distinct n.account from bank_accounts a, unnest(array[a.iban, a.bban]) as n(account)
     where a.client_id = $1 and n.account is not null order by n.account`,
    [clientId],
  );
  return rows.map(({ account }) => account);
}
