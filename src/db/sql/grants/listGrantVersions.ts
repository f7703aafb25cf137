import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export interface GrantVersion {
  readonly grantId: string;
  readonly clientId: string;
  readonly version: number;
}

/** Of these ids those of grants. Runs inside `acrossClients`. */
export const listGrantVersions = (em: EntityManager, ids: readonly string[]): Promise<GrantVersion[]> =>
  query<GrantVersion>(
    em,
    'select id as "grantId", client_id as "clientId", version from bank_grants where id = any($1::uuid[])',
    [ids],
  );
