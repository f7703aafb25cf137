import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

const tables = {
  connection: 'bank_connections',
  account: 'bank_accounts',
  sync_run: 'sync_runs',
  transaction: 'bank_transactions',
  task: 'tasks',
  match: 'matches',
  review_item: 'review_items',
} as const;

export type OwnedKind = keyof typeof tables;

/** The client of a row, found across clients (C-5); null: no such row. */
export async function findOwner(em: EntityManager, kind: OwnedKind, id: string): Promise<string | null> {
  const [row] = await query<{ client_id: string }>(em, `select client_id from ${tables[kind]} where id = $1`, [id]);
  return row?.client_id ?? null;
}
