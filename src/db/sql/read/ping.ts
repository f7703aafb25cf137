import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Whether the database answers. */
export const ping = async (em: EntityManager): Promise<boolean> => (await query(em, 'select 1')).length === 1;
