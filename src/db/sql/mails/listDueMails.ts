import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface DueMail {
  readonly clientId: string;
  readonly mailId: string;
}

/** Mails whose time has come, longest due first. Runs inside `acrossClients`. */
export const listDueMails = (
  em: EntityManager,
  { at, limit }: { readonly at: Date; readonly limit: number },
): Promise<DueMail[]> =>
  query<DueMail>(
    em,
    `select client_id as "clientId", id as "mailId" from mails
     where sent_at is null and given_up_at is null and next_attempt_at <= $1
     order by next_attempt_at, id
     limit $2`,
    [at, limit],
  );
