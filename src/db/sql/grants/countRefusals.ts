import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';

export interface Refusals {
  /** Connections whose consent the bank has refused since then, to a refresh or to a data call, and not renewed after. */
  readonly refused: number;
  /** Connections that it has answered at all, or whose runs began since then: a consent is never renewed. */
  readonly answered: number;
}

/** Over all clients. Runs inside `acrossClients`. */
export const countRefusals = (
  em: EntityManager,
  { bank, since }: { readonly bank: string; readonly since: Date },
): Promise<Refusals> =>
  queryOne<Refusals>(
    em,
    `select count(*) filter (where g.state like 'refused:%' and g.updated_at >= $2)::int as refused, count(*)::int as answered
     from bank_grants g
     join bank_connections c on c.client_id = g.client_id and c.id = g.connection_id
     where c.bank = $1 and g.role = 'current' and (g.updated_at >= $2 or c.last_attempt_at >= $2)`,
    [bank, since],
  );
