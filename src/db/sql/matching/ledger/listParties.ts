import type { EntityManager } from '@mikro-orm/postgresql';
import type { Party } from '../../../../domain/matching/openItem.ts';
import { query } from '../../../tenantScope.ts';

/** All parties of the client, ordered by id: a name is judged against all of them (matching 4). */
export const listParties = (em: EntityManager, clientId: string): Promise<Party[]> =>
  query<Party>(
    em,
    `with accounts as materialized (
       select party_id, json_agg(value order by value) as numbers from party_keys
       where client_id = $1 and kind = 'account' group by party_id
     )
     select p.id, p.name, p.org_number as "orgNumber", p.aliases, coalesce(a.numbers, '[]') as accounts
     from parties p left join accounts a on a.party_id = p.id
     where p.client_id = $1 order by p.id`,
    [clientId],
  );
