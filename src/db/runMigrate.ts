import type { CommandInput } from '../command.ts';
import { requireSetting } from '../config.ts';
import { migrate } from './migrate.ts';
import { prepareDatabase } from './prepareDatabase.ts';

/** `migrate`: brings the database of DATABASE_URL up to date. */
export async function runMigrate({ settings }: CommandInput): Promise<number> {
  const databaseUrl = requireSetting('DATABASE_URL', settings.databaseUrl);
  await prepareDatabase(databaseUrl);
  const names = await migrate(databaseUrl);
  process.stdout.write(names.length === 0 ? 'the database is up to date\n' : `${names.join('\n')}\n`);
  return 0;
}
