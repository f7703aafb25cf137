import type { EntityManager } from '@mikro-orm/postgresql';
import { calendarDate } from '../../../../domain/calendarDate.ts';
import type {
  LoggedDecision,
  LoggedItem,
  LoggedProposal,
} from '../../../../domain/matching/learning/loggedDecision.ts';
import { query } from '../../../tenantScope.ts';
import type { AllocationRecord } from '../../review/allocationRecord.ts';
import { isInEffect, startOfDay } from './isInEffect.ts';

interface StoredItem extends Pick<LoggedItem, 'itemId' | 'partyId' | 'isCreditNote'> {
  readonly dueDate: string;
  readonly totalMinor: string;
  readonly amountMinor: string;
}

interface Row extends Pick<LoggedDecision, 'action' | 'paymentId' | 'matchId' | 'explanation' | 'isAuditSample'> {
  readonly at: string;
  readonly bookingDate: string;
  readonly counterpartyName: string | null;
  readonly counterpartyAccount: string | null;
  readonly text: string | null;
  readonly amountMinor: string;
  readonly items: readonly StoredItem[];
  /** Null: no class was told, so that nothing can be judged. */
  readonly evidenceClass: string | null;
  readonly logOdds: number | null;
  readonly withheldBecause: string | null;
  readonly proposed: readonly AllocationRecord[];
}

/** Autos beyond the newest so many are left out, but for those that a person judged: what they teach is small (matching 10). */
const mostAutos = 5_000;

/** SQL: match `m` is an auto of this matcher: what was posted by rules before it has no odds and teaches nothing. */
const isAuto = `m.client_id = $1 and m.decided_by = 'matcher' and m.evidence ? 'log_odds'`;

/** SQL: the autos that teach on the day `$2`: of earlier days, or judged by a person. */
const autos = `(select m.id from matches m where ${isAuto} and m.created_at < ${startOfDay('$2')}
   order by m.created_at desc, m.id desc limit ${mostAutos})
  union
  select m.id from matches m where ${isAuto} and m.id in (
    select l.match_id from match_actions l
    where l.client_id = $1 and l.action in ('undo', 'confirm') and ${isInEffect('$2')})`;

/** SQL: kind and levels of a candidate, or of a match's evidence; null: it holds no explanation. */
const explanation = `case when d.explained ? 'reasons' then json_build_object(
  'kind', coalesce(d.explained ->> 'kind', ''),
  'levels', (select coalesce(json_agg(json_build_object('group', r.reason ->> 'group', 'level', r.reason ->> 'level')), '[]')
             from jsonb_array_elements(d.explained -> 'reasons') as r(reason))) end`;

/**
 * What is to be learned from on the day `today`, oldest first (matching 10): what people decided about the client's rows
 * on earlier days, what they refused on this one, and the matcher's own matches.
 */
export async function listLog(em: EntityManager, clientId: string, today: string): Promise<LoggedDecision[]> {
  const rows = await query<Row>(
    em,
    `with autos as materialized (${autos}),
     taken as materialized (
       select a.match_id, jsonb_agg(jsonb_build_object('invoice_id', a.invoice_id, 'amount_minor', a.amount_minor::text)
                                    order by a.invoice_id) as allocations
       from allocations a where a.client_id = $1 and a.match_id in (select id from autos) group by a.match_id
     ), decided as materialized (
       select 0 as rank, m.id, m.created_at, 'posted' as action, m.transaction_id, m.id as match_id, m.is_audit_sample,
              coalesce(taken.allocations, '[]') as allocations, m.evidence as explained,
              m.evidence_class, m.evidence -> 'log_odds' as log_odds, null as withheld_because, '[]'::jsonb as proposed
       from matches m left join taken on taken.match_id = m.id
       where m.client_id = $1 and m.id in (select id from autos)
       union all
       select 1, l.id, l.created_at, l.action, l.transaction_id, l.match_id, coalesce(m.is_audit_sample, false),
              l.allocations, case l.action when 'confirm' then m.evidence else chosen.candidate end,
              case l.action when 'confirm' then m.evidence_class else l.shown -> 0 ->> 'evidence_class' end,
              case l.action when 'confirm' then m.evidence else l.shown -> 0 end -> 'log_odds',
              l.shown -> 0 ->> 'withheld_because', coalesce(l.shown -> 0 -> 'allocations', '[]')
       from match_actions l
       left join matches m on m.client_id = l.client_id and m.id = l.match_id
       left join lateral (
         select c.candidate from jsonb_array_elements(l.shown) as c(candidate)
         where c.candidate ->> 'id' = l.candidate_id limit 1) chosen on true
       where l.client_id = $1 and l.action <> 'first_acceptance' and ${isInEffect('$2')}
     ), named as materialized (
       select d.rank, d.id, json_agg(json_build_object(
                'itemId', i.id, 'partyId', i.party_id, 'dueDate', i.due_date, 'isCreditNote', i.kind = 'credit_note',
                'totalMinor', i.amount_minor::text, 'amountMinor', p.part ->> 'amount_minor') order by p.place) as items
       from decided d cross join lateral jsonb_array_elements(d.allocations) with ordinality as p(part, place)
       join invoices i on i.client_id = $1 and i.id = (p.part ->> 'invoice_id')::uuid
       group by d.rank, d.id
     )
     select d.action, d.transaction_id as "paymentId", d.match_id as "matchId", d.is_audit_sample as "isAuditSample",
            to_char(d.created_at at time zone 'UTC', 'YYYY-MM-DD') as at, t.booking_date as "bookingDate",
            t.counterparty_name as "counterpartyName", t.counterparty_account as "counterpartyAccount", t.text,
            t.amount_minor::text as "amountMinor", coalesce(n.items, '[]') as items, ${explanation} as explanation,
            d.evidence_class as "evidenceClass", d.log_odds as "logOdds", d.withheld_because as "withheldBecause",
            d.proposed
     from decided d
     join bank_transactions t on t.client_id = $1 and t.id = d.transaction_id
     left join named n on n.rank = d.rank and n.id = d.id
     order by d.created_at, d.rank, d.id`,
    [clientId, today],
  );
  return rows.map(toLogged);
}

const toLogged = (row: Row): LoggedDecision => ({
  action: row.action,
  paymentId: row.paymentId,
  matchId: row.matchId,
  at: calendarDate(row.at),
  bookingDate: calendarDate(row.bookingDate),
  payer: {
    counterpartyName: row.counterpartyName,
    counterpartyAccount: row.counterpartyAccount,
    text: row.text,
    amountMinor: BigInt(row.amountMinor),
  },
  items: row.items.map((item) => ({
    ...item,
    dueDate: calendarDate(item.dueDate),
    totalMinor: BigInt(item.totalMinor),
    amountMinor: BigInt(item.amountMinor),
  })),
  explanation: row.explanation,
  proposal: proposalOf(row),
  isAuditSample: row.isAuditSample,
});

function proposalOf({ evidenceClass, logOdds, withheldBecause, proposed }: Row): LoggedProposal | null {
  if (evidenceClass === null || logOdds === null) return null;
  const allocations = proposed.map(({ invoice_id, amount_minor }) => ({
    itemId: invoice_id,
    amountMinor: BigInt(amount_minor),
  }));
  return { evidenceClass, logOdds, withheldBecause, allocations };
}
