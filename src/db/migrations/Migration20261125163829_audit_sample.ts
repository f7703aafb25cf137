import { Migration } from '@mikro-orm/migrations';

/** Autos drawn to be checked, and what persons said of them (matching 9). */
export class Migration20261125163829_audit_sample extends Migration {
  override name = 'Migration20261125163829_audit_sample';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "matches" add "is_audit_sample" boolean not null default false, add "confirmed_at" timestamptz null, add "confirmed_user_ref" text null;`,
    );
    this.addSql(`create index "matches_to_check" on "matches" ("client_id", "id") where is_audit_sample;`);
    this.addSql(`create index "matches_by_decider" on "matches" ("client_id", "decided_by", "created_at");`);

    this.addSql(`alter table "match_actions" drop constraint "match_actions_action_check";`);
    this.addSql(
      `alter table "match_actions" add constraint "match_actions_action_check" check ("action" in ('accept', 'allocate', 'reject', 'no_match', 'first_acceptance', 'undo', 'confirm', 'import'));`,
    );
    this.addSql('grant update (confirmed_at, confirmed_user_ref) on matches to kontosync_app');
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "match_actions" drop constraint "match_actions_action_check";`);
    this.addSql(
      `alter table "match_actions" add constraint "match_actions_action_check" check ("action" in ('accept', 'allocate', 'reject', 'no_match', 'first_acceptance', 'undo', 'import'));`,
    );

    this.addSql(`drop index "matches_to_check";`);
    this.addSql(`drop index "matches_by_decider";`);
    this.addSql(
      `alter table "matches" drop column "is_audit_sample", drop column "confirmed_at", drop column "confirmed_user_ref";`,
    );
  }
}
