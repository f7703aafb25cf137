import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { epochMs } from '../grants/epochMs.ts';
import { openRuns, runSubject } from './alertSubjects.ts';

export interface OpenRunCandidate {
  readonly clientId: string;
  readonly connectionId: string;
  readonly runId: string;
  readonly status: 'running' | 'parked';
  readonly attended: boolean;
  readonly fromMs: number;
  readonly subject: string;
}

/** Runs that are open since before `before` and of which nobody was told yet; the domain decides. In `acrossClients`. */
export const listOverdueRuns = (
  em: EntityManager,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<OpenRunCandidate[]> =>
  query<OpenRunCandidate>(
    em,
    `select r.client_id as "clientId", r.connection_id as "connectionId", r.id as "runId", r.status, r.attended,
            ${epochMs('r.from_at')} as "fromMs", ${runSubject} as subject
     from (${openRuns}) r
     where r.from_at < $1
       and not exists (select from tasks k where k.client_id = r.client_id and k.subject = ${runSubject})
     order by r.from_at, r.id
     limit $2`,
    [before, limit],
  );
