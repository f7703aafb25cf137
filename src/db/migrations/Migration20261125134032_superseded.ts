import { Migration } from '@mikro-orm/migrations';

export class Migration20261125134032_superseded extends Migration {
  override name = 'Migration20261125134032_superseded';

  override up(): void | Promise<void> {
    this.addSql(`alter table "bank_connections" add "superseded_by" uuid null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "bank_connections" drop column "superseded_by";`);
  }
}
