import type { EntityManager } from '@mikro-orm/postgresql';
import type { ShownCandidate } from '../../../domain/review/shownCandidate.ts';
import { query } from '../../tenantScope.ts';

/** An open item with a choice, and what of its row and invoices its candidates are judged by. */
export interface UnadvisedItem {
  readonly id: string;
  readonly version: number;
  readonly candidates: readonly ShownCandidate[];
  readonly amount_minor: string;
  readonly currency: string;
  readonly booking_date: string;
  /** Those that the candidates name, each once. */
  readonly invoices: readonly {
    readonly id: string;
    readonly is_credit_note: boolean;
    readonly residual_minor: string;
    readonly currency: string;
    readonly due_date: string;
  }[];
}

/**
 * Items that are a choice among candidates (matching 7) and have no advice for the version that they are now, in the order
 * of their ids. Those about which an advisor failed rest for an hour; what one person has accepted already is not touched.
 */
export const listUnadvised = (
  em: EntityManager,
  { clientId, afterId, limit }: { readonly clientId: string; readonly afterId: string | null; readonly limit: number },
): Promise<UnadvisedItem[]> =>
  query<UnadvisedItem>(
    em,
    `with items as materialized (
       select r.id, r.version, r.transaction_id, r.candidates
       from review_items r
       where r.client_id = $1 and r.status = 'open' and r.kind = 'candidates' and ($2::uuid is null or r.id > $2)
         and r.first_acceptance is null and jsonb_array_length(r.candidates) > 1
         and not jsonb_path_exists(r.candidates, '$[*] ? (!exists (@.allocations))')
         and (r.advice is null or (r.advice ->> 'version')::int <> r.version
              or (r.advice -> 'places' = 'null' and (r.advice ->> 'at')::timestamptz < now() - interval '1 hour'))
         and exists (select from bank_transactions t
                     where t.client_id = $1 and t.id = r.transaction_id and t.match_status = 'review')
       order by r.id
       limit $3
     )
     select r.id, r.version, r.candidates, t.amount_minor::text as amount_minor, t.currency,
            t.booking_date::text as booking_date,
            (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'is_credit_note', i.kind = 'credit_note',
                      'residual_minor', i.residual_minor::text, 'currency', i.currency, 'due_date', i.due_date::text)
                      order by i.id), '[]')
             from invoices i
             where i.client_id = $1 and i.id in (
               select (a.allocation ->> 'invoice_id')::uuid
               from jsonb_array_elements(r.candidates) as c(candidate),
                    jsonb_array_elements(c.candidate -> 'allocations') as a(allocation))) as invoices
     from items r join bank_transactions t on t.client_id = $1 and t.id = r.transaction_id
     order by r.id`,
    [clientId, afterId, limit],
  );
