import { Migration } from '@mikro-orm/migrations';

/** What the watchdog and the reconciler look at across clients (C-5): states, times and codes, nothing of anybody's. */
export class Migration20261125132800_watchdog extends Migration {
  override name = 'Migration20261125132800_watchdog';

  override up(): void | Promise<void> {
    for (const grant of grants) this.addSql(`grant ${grant} to kontosync_router;`);
  }

  override down(): void | Promise<void> {
    for (const grant of grants) this.addSql(`revoke ${grant} from kontosync_router;`);
  }
}

const grants: readonly string[] = [
  'select (status_changed_at, connected_at, last_sync_at) on bank_connections',
  'select (attended) on sync_runs',
  'select (kind, subject, status) on tasks',
];
