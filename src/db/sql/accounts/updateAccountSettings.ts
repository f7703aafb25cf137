import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { addAuditEntries } from '../effects/addAuditEntries.ts';
import { accountAsJson, type StoredAccount } from '../read/accountColumns.ts';

export interface AccountSettings {
  readonly clientId: string;
  readonly accountId: string;
  /** Absent: as it is. `external_id` and `match_from` may be taken away with null. */
  readonly change: {
    readonly sync_enabled?: boolean | undefined;
    readonly external_id?: string | null | undefined;
    readonly match_from?: string | null | undefined;
  };
  /** Of the audit: a principal's id. */
  readonly actor: string;
}

/** Changes what the ERP decides about an account, with its audit entry; null: the client has no such account. */
export async function updateAccountSettings(
  em: EntityManager,
  { clientId, accountId, change, actor }: AccountSettings,
): Promise<StoredAccount | null> {
  const [row] = await query<{ account: StoredAccount }>(
    em,
    `update bank_accounts a
     set sync_enabled = case when c.change ? 'sync_enabled' then (c.change ->> 'sync_enabled')::boolean
                             else sync_enabled end,
         external_id = case when c.change ? 'external_id' then c.change ->> 'external_id' else external_id end,
         match_from = case when c.change ? 'match_from' then (c.change ->> 'match_from')::date else match_from end,
         updated_at = now()
     from (select $3::jsonb as change) c
     where a.client_id = $1 and a.id = $2
     returning ${accountAsJson} as account`,
    [clientId, accountId, JSON.stringify(change)],
  );
  if (row === undefined) return null;
  await addAuditEntries(em, clientId, [
    {
      kind: 'change',
      actor,
      action: 'account.settings',
      subjectId: accountId,
      // The ERP's own id of the account is a name of somebody else's: only that it was set.
      data: { members: Object.keys(change).toSorted().join(','), sync_enabled: row.account.sync_enabled },
    },
  ]);
  return row.account;
}
