import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely'; // MikroORM's own copy: the version that it pins

/** `kontosync_eraser`: a worker that may delete, for the erasure of a client alone (E-18). */
export type RuntimeRole = 'kontosync_app' | 'kontosync_worker' | 'kontosync_eraser';

export interface TransactionLimits {
  readonly statementTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
  readonly idleTimeoutMs?: number;
}

/** Any setting can be a session variable, so the time-outs cost no further round trip. All end with the transaction. */
const settings = (limits: TransactionLimits): Record<string, string> => ({
  statement_timeout: `${limits.statementTimeoutMs ?? 30_000}ms`,
  lock_timeout: `${limits.lockTimeoutMs ?? 5_000}ms`,
  idle_in_transaction_session_timeout: `${limits.idleTimeoutMs ?? 15_000}ms`,
});

async function inContext<T>(
  em: EntityManager,
  session: { variables: Record<string, string>; role: string },
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  // The context is sent at BEGIN only: a fork in here would take a second connection (and wait for our own locks), a
  // savepoint would keep the outer client. So contexts do not nest.
  if (em.isInTransaction()) throw new Error('withClient and acrossClients open the transaction and do not nest');
  return em.fork({ session }).transactional(work);
}

/**
 * One transaction that sees and writes the rows of one client (C-5). Everything in it goes through the `em` it is
 * given. Commits when `work` resolves, rolls back when it throws.
 */
export const withClient = <T>(
  em: EntityManager,
  { clientId, role, ...limits }: { clientId: string; role: RuntimeRole } & TransactionLimits,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> => inContext(em, { variables: { 'app.client_id': clientId, ...settings(limits) }, role }, work);

/**
 * One transaction that looks across clients: ids, states and times only, as the grants of `kontosync_router` allow
 * (C-5). What it finds is then worked on with `withClient`.
 */
export const acrossClients = <T>(
  em: EntityManager,
  work: (em: EntityManager) => Promise<T>,
  limits: TransactionLimits = {},
): Promise<T> =>
  inContext(em, { variables: { 'app.client_id': '', ...settings(limits) }, role: 'kontosync_router' }, work);

/**
 * SQL with real bind parameters (`$1`, …) on the transaction's own connection. MikroORM's `execute` writes parameters
 * into the text, which costs five times the CPU with a large JSON and takes each `?` for a parameter. Rows come as the
 * driver gives them: bigint as text, dates as text. Errors are those of `pg`, with their SQLSTATE in `code`.
 */
export async function query<Row>(em: EntityManager, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  if (!em.isInTransaction()) throw new Error('query runs inside withClient or acrossClients only');
  const { rows } = await em.getKysely().executeQuery<Row>(CompiledQuery.raw(text, [...values]));
  return rows;
}

/** The first row of a statement that always gives one. */
export async function queryOne<Row>(em: EntityManager, text: string, values: readonly unknown[] = []): Promise<Row> {
  const [row] = await query<Row>(em, text, values);
  if (row === undefined) throw new Error('the statement gave no row');
  return row;
}
