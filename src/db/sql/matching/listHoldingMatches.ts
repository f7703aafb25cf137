import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { type ListedMatch, matchColumns, matchJoins } from './matchColumns.ts';

/** A person looks at a few; an invoice with more has other troubles. */
const mostShown = 20;

/** Who has it: the active matches of a row, or those that have a part of the invoices. */
export const listHoldingMatches = (
  em: EntityManager,
  clientId: string,
  of: { readonly transactionId: string } | { readonly invoiceIds: readonly string[] },
): Promise<ListedMatch[]> =>
  query<ListedMatch>(
    em,
    `select ${matchColumns} from matches m ${matchJoins}
     where m.client_id = $1 and m.state = 'active'
       and ${
         'transactionId' in of
           ? 'm.transaction_id = $2'
           : `m.id in (select match_id from allocations where client_id = $1 and invoice_id = any($2))`
       }
     order by m.id
     limit ${mostShown}`,
    [clientId, 'transactionId' in of ? of.transactionId : of.invoiceIds],
  );
