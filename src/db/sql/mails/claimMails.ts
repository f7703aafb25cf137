import type { EntityManager } from '@mikro-orm/postgresql';
import type { SendingMark } from '../../../domain/mail/decideSending.ts';
import type { MailFacts } from '../../../domain/mail/mailFacts.ts';
import { query } from '../../tenantScope.ts';
import { epochMs } from '../grants/epochMs.ts';

export type ClaimedMail = MailFacts & {
  readonly id: string;
  readonly createdMs: number;
  readonly mark: SendingMark;
  readonly isTrue: boolean;
  /** Digests of the addresses that need no further attempt. */
  readonly settled: readonly string[];
  readonly acceptedBefore: number;
  /** Of its connection, by its key; null: it is about none. */
  readonly bank: string | null;
};

/**
 * Takes a client's mails that are due, so that nobody else sends them until `until`. Who dies in the meantime leaves the
 * mark `sending`: the next one finds it and moves it on.
 */
export const claimMails = (
  em: EntityManager,
  clientId: string,
  { mailIds, at, until }: { readonly mailIds: readonly string[]; readonly at: Date; readonly until: Date },
): Promise<ClaimedMail[]> =>
  query<ClaimedMail>(
    em,
    `with taken as (
       update mails set attempts = attempts + 1, next_attempt_at = $4,
         last_code = case last_code when 'sending' then 'sending_again' when 'sending_again' then 'interrupted'
                                    else 'sending' end
       where client_id = $1 and id = any($2) and sent_at is null and given_up_at is null and next_attempt_at <= $3
       returning *
     )
     select m.id, m.kind, m.facts, ${epochMs('m.created_at')} as "createdMs", m.last_code as mark,
            m.settled_recipients as settled, m.accepted as "acceptedBefore", c.bank,
            case m.kind
              when 'review_digest' then exists (select from review_items r where r.client_id = $1 and r.status = 'open')
              when 'consent_expiring' then c.connection_status = 'expiring'
              when 'needs_reconsent' then c.connection_status = 'needs_reconsent'
              when 'connection_broken' then c.connection_status = 'needs_operator'
            end as "isTrue"
     from taken m
     left join bank_connections c on c.client_id = m.client_id and c.id = m.connection_id
     order by m.id`,
    [clientId, mailIds, at, until],
  );
