import { instant } from './instant.ts';

/** A task's row. Instants RFC 3339. */
export interface StoredTask {
  readonly id: string;
  readonly kind: string;
  readonly status: 'open' | 'closed';
  readonly connectionId: string | null;
  readonly accountId: string | null;
  readonly runId: string | null;
  readonly transactionIds: readonly string[];
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
  readonly clientId: string;
  readonly createdAt: string;
  readonly closedAt: string | null;
  /** A principal's id, or `workflow` where the trouble went away by itself. */
  readonly closedBy: string | null;
}

/** SQL: the columns of `StoredTask`, of `tasks t`. */
export const taskColumns = `
  t.id, t.client_id as "clientId", t.kind, t.status, t.connection_id as "connectionId", t.account_id as "accountId",
  t.run_id as "runId", t.transaction_ids as "transactionIds", t.data, ${instant('t.created_at')} as "createdAt",
  ${instant('t.closed_at')} as "closedAt", t.closed_by as "closedBy"`;
