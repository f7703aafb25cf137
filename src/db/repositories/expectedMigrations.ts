import { readdir } from 'node:fs/promises';

/** The migrations that came with this code, by the names under which the database notes them. */
export async function expectedMigrations(): Promise<string[]> {
  const files = await readdir(`${import.meta.dirname}/../migrations`);
  return files
    .filter((name) => /^Migration\w+\.(ts|js)$/.test(name))
    .map((name) => name.replace(/\.(ts|js)$/, ''))
    .toSorted();
}
