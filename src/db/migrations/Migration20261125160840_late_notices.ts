import { Migration } from '@mikro-orm/migrations';

/** What the watchdog looks at each minute: whether an alert was told, which are over, and which notices are late (D.2). */
export class Migration20261125160840_late_notices extends Migration {
  override name = 'Migration20261125160840_late_notices';

  override up(): void | Promise<void> {
    this.addSql(`create index "tasks_by_subject" on "tasks" ("client_id", "subject");`);
    this.addSql(`create index "tasks_open_by_kind" on "tasks" ("kind", "client_id", "id") where "status" = 'open';`);
    // The notice and the reminder that were given last (D-17): counts of days, nothing of anybody's (C-5).
    this.addSql(`grant select (${noticed}) on bank_connections to kontosync_router;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`revoke select (${noticed}) on bank_connections from kontosync_router;`);
    this.addSql(`drop index "tasks_by_subject";`);
    this.addSql(`drop index "tasks_open_by_kind";`);
  }
}

const noticed = 'consent_notice_days, reconsent_reminder_days';
