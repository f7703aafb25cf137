import type { EntityManager } from '@mikro-orm/postgresql';
import type { Freshness } from '../../../domain/stateFreshness.ts';
import { queryOne } from '../../tenantScope.ts';
import { freshAt } from './alertSubjects.ts';

/** Of the connections that may sync, with automatic sync (E-7). Runs inside `acrossClients`. */
export const readFreshness = (
  em: EntityManager,
  { now, limitMs }: { readonly now: Date; readonly limitMs: number },
): Promise<Freshness> =>
  queryOne<Freshness>(
    em,
    `with age as (
       select extract(epoch from $1 - ${freshAt}) * 1000 - greatest(0, sync_frequency_hours - 24) * 3600000.0 as ms
       from bank_connections where connection_status in ('active', 'expiring') and auto_sync_enabled
     )
     select count(*)::int as connections, (count(*) filter (where ms > $2))::int as stale,
            coalesce(percentile_disc(0.95) within group (order by ms), 0)::float8 as "p95Ms"
     from age`,
    [now, limitMs],
  );
