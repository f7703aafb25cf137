import { Client } from 'pg';
import type { TestDatabase } from '../../setup/testDatabase.ts';
import { eventually } from '../local/eventually.ts';

/** Rows that a transaction of ours holds, so that others stand still in the middle of theirs. */
export interface Standing {
  /** So many transactions wait for a lock. */
  waiting(count: number): Promise<void>;
}

/** Holds what `sql` locks until `work` has come to its end, and returns what it gives. */
export async function whileHeld<Given>(
  database: TestDatabase,
  sql: string,
  values: readonly unknown[],
  work: (standing: Standing) => Promise<Given>,
): Promise<Given> {
  const held = new Client(database.adminUrl);
  await held.connect();
  try {
    await held.query('begin');
    await held.query(sql, [...values]);
    const given = await work({
      waiting: (count) =>
        eventually(`${count} wait for a lock`, async () => {
          const waiting = await database.admin(
            `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          );
          return waiting.length >= count;
        }),
    });
    await held.query('commit');
    return given;
  } finally {
    await held.end();
  }
}
