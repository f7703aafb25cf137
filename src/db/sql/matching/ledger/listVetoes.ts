import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../../tenantScope.ts';

/** Pairs that a person has refused, for ever (matching 10). */
export const listVetoes = (
  em: EntityManager,
  clientId: string,
  transactionIds: readonly string[],
): Promise<{ readonly paymentId: string; readonly itemId: string }[]> =>
  query(
    em,
    `select v.transaction_id as "paymentId", v.invoice_id as "itemId" from match_vetoes v
     where v.client_id = $1 and v.transaction_id = any($2)`,
    [clientId, transactionIds],
  );
