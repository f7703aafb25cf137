import type { EntityManager } from '@mikro-orm/postgresql';
import type { KnownForm } from '../../../domain/ledger/quarantine.ts';
import { query } from '../../tenantScope.ts';

/** What is in quarantine for an account. Entries kept before their raw form was are left out: nobody can accept them. */
export const listQuarantined = (
  em: EntityManager,
  { clientId, accountId }: { readonly clientId: string; readonly accountId: string },
): Promise<KnownForm[]> =>
  query<KnownForm>(
    em,
    `select encode(raw_sha256, 'hex') as "rawSha256", booking_date as "bookingDate",
            accepted_at is not null as accepted, count(*)::int as entries
     from quarantined_entries where client_id = $1 and account_id = $2 and raw_sha256 is not null
     group by 1, 2, 3`,
    [clientId, accountId],
  );
