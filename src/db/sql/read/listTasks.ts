import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { type StoredTask, taskColumns } from './taskColumns.ts';

/** Tasks of a client, oldest first; one more than `limit` where there are more. */
export const listTasks = (
  em: EntityManager,
  filter: {
    readonly clientId: string;
    /** null: in any status. */
    readonly status: StoredTask['status'] | null;
    readonly afterId: string | null;
    readonly limit: number;
  },
): Promise<StoredTask[]> =>
  query<StoredTask>(
    em,
    `select ${taskColumns} from tasks t
     where t.client_id = $1 and ($2::text is null or t.status = $2) and ($3::uuid is null or t.id > $3)
     order by t.id limit $4`,
    [filter.clientId, filter.status, filter.afterId, filter.limit + 1],
  );
