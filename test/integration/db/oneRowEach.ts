import type { TestDatabase } from '../../setup/testDatabase.ts';

export interface ColumnOf {
  readonly name: string;
  readonly type: string;
}
export interface TableOfClients {
  readonly name: string;
  readonly columns: readonly ColumnOf[];
}

/** Every table with a client_id, from the catalog: a new one is in it by itself. */
export const tablesOfClients = ({ admin }: Pick<TestDatabase, 'admin'>): Promise<TableOfClients[]> =>
  admin<{ name: string; columns: ColumnOf[] }>(
    `select c.relname as name,
            json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
     group by c.relname having bool_or(a.attname = 'client_id')
     order by c.relname`,
  );

/** SQL of a value that is the client's own, so that whatever refers to another row of it finds that row. */
export function valueOf({ name, type }: ColumnOf, clientId: string, word: string = clientId): string {
  switch (type) {
    case 'uuid':
      return `'${name === 'client_id' ? clientId : word}'`;
    case 'text':
      return `'${word}'`;
    case 'bytea':
      return `sha256('${word}')`;
    case 'boolean':
      return 'false';
    case 'date':
      return 'current_date';
    case 'timestamp with time zone':
      return 'now()';
    case 'jsonb':
      return `'{"id": "${word}"}'`;
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'double precision':
      return word === clientId ? '1' : '2';
    default:
      throw new Error(`no value for the type ${type} of ${name}`);
  }
}

/** `insert` of one row of a table. */
export const insertRow = ({ name, columns }: TableOfClients, value: (column: ColumnOf) => string): string =>
  `insert into ${name} (${columns.map((column) => `"${column.name}"`).join(', ')}) values (${columns.map(value).join(', ')})`;

/** One row in every table of clients for each of these clients, all of a client's rows referring to each other. */
export async function fillTables(
  { admin }: Pick<TestDatabase, 'admin'>,
  tables: readonly TableOfClients[],
  clientIds: readonly string[],
): Promise<void> {
  // Words of closed lists are not what is looked at here.
  const checks = await admin<{ name: string; constraint: string }>(
    `select conrelid::regclass::text as name, conname as constraint from pg_constraint
     where contype = 'c' and connamespace = 'public'::regnamespace`,
  );
  for (const { name, constraint } of checks) await admin(`alter table ${name} drop constraint "${constraint}"`);
  await admin('set session_replication_role = replica');
  for (const table of tables)
    for (const clientId of clientIds) await admin(insertRow(table, (column) => valueOf(column, clientId)));
  await admin('set session_replication_role = origin');
}
