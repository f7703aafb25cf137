// Writes a migration from what the entities ask for beyond the committed migrations, and renews the snapshot beside
// them: `npm run migration:create -- <name>`. Works on a database of its own, which is gone afterwards.
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../src/db/migrate.ts';
import { createOrm } from '../src/db/orm.ts';
import { createDatabase, createRoles } from '../src/db/roles.ts';
import { freePort } from '../src/local/ports.ts';
import { startPostgres } from '../src/local/postgres.ts';

const [name = 'change'] = process.argv.slice(2);
const migrations = join(import.meta.dirname, '..', 'src', 'db', 'migrations');
const isFirst = (await readdir(migrations)).every((file) => !file.endsWith('.ts'));
const folder = await mkdtemp(join(await realpath(tmpdir()), 'kontosync-migration-'));
await chmod(folder, 0o755); // as root the server is another user, who must pass
const port = await freePort();
const server = await startPostgres({
  dataDir: join(folder, 'db'),
  port,
  password: randomUUID(),
  settings: { fsync: 'off' },
});
try {
  const password = randomUUID();
  const admin = new Client(server.url('postgres'));
  await admin.connect();
  await createRoles(admin, { name: 'migration_login', password });
  await createDatabase(admin, 'migration');
  await admin.end();
  const databaseUrl = `postgres://migration_login:${password}@127.0.0.1:${port}/migration`;
  await migrate(databaseUrl);
  const orm = await createOrm({
    databaseUrl,
    applicationName: 'migration',
    poolSize: 2,
    sessionRole: 'kontosync_owner',
  });
  const { fileName, diff } = await orm.migrator.create(undefined, false, isFirst, name);
  await orm.close();
  if (fileName !== '' && isFirst) {
    const file = join(migrations, fileName);
    const source = await readFile(file, 'utf8');
    const withGrants = source
      .replace(/\n {2}}\n/, '\n    for (const grant of initialGrants) this.addSql(grant);\n  }\n')
      .replace(/^/, "import { initialGrants } from '../grants.ts';\n");
    await writeFile(file, withGrants);
  }
  process.stdout.write(`${fileName === '' ? 'nothing to change' : `${fileName}: ${diff.up.length} statements`}\n`);
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
