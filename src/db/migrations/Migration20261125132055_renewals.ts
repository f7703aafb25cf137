import { Migration } from '@mikro-orm/migrations';

export class Migration20261125132055_renewals extends Migration {
  override name = 'Migration20261125132055_renewals';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "bank_connections" add "consent_notice_days" int null, add "reconsent_reminder_days" int null;`,
    );

    this.addSql(`alter table "bank_accounts" drop constraint "bank_accounts_status_check";`);
    this.addSql(
      `alter table "bank_accounts" add constraint "bank_accounts_status_check" check ("status" in ('active', 'closed', 'not_granted'));`,
    );

    this.addSql(`alter table "authorization_attempts" add "is_renewal" boolean not null default false;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "authorization_attempts" drop column "is_renewal";`);

    this.addSql(`alter table "bank_accounts" drop constraint "bank_accounts_status_check";`);
    this.addSql(
      `alter table "bank_accounts" add constraint "bank_accounts_status_check" check ("status" in ('active', 'closed'));`,
    );

    this.addSql(
      `alter table "bank_connections" drop column "consent_notice_days", drop column "reconsent_reminder_days";`,
    );
  }
}
