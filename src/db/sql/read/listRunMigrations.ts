import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The names of the migrations that this database has had. */
export async function listRunMigrations(em: EntityManager): Promise<string[]> {
  const rows = await query<{ name: string }>(em, 'select name from mikro_orm_migrations');
  return rows.map(({ name }) => name);
}
