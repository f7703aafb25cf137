import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface ConnectedAccountRow {
  readonly identity: string;
  readonly currency: string;
  readonly iban: string | null;
  readonly bban: string | null;
  readonly name: string | null;
  /** The bank's id by the consent before. */
  readonly bankAccountId: string;
}

/** The accounts of a connection that a new consent is to hold again, oldest first; closed ones are left out. */
export function listConnectedAccounts(
  em: EntityManager,
  { clientId, connectionId }: { readonly clientId: string; readonly connectionId: string },
): Promise<ConnectedAccountRow[]> {
  return query<ConnectedAccountRow>(
    em,
    `select identity, currency, iban, bban, name, bank_account_id as "bankAccountId"
     from bank_accounts where client_id = $1 and connection_id = $2 and status <> 'closed' order by id`,
    [clientId, connectionId],
  );
}
