import { Migration } from '@mikro-orm/migrations';

/** What operators change by SQL is refused in words where the bank forbids it, and stands in the audit (contract 3.3). */
export class Migration20261125194924_operator_changes extends Migration {
  override name = 'Migration20261125194924_operator_changes';

  override up(): void | Promise<void> {
    for (const statement of functions) this.addSql(statement);
    this.addSql(
      `create policy "operator_insert" on "audit_entries" for insert to "kontosync_operator" with check (true);`,
    );
    this.addSql(
      `create policy "operator_insert" on "audit_persons" for insert to "kontosync_operator" with check (true);`,
    );
    this.addSql('grant insert on audit_entries, audit_persons to kontosync_operator');

    this.addSql(
      `create trigger "bank_connections_settings_checked" before update of sync_frequency_hours, auto_sync_enabled on bank_connections for each row execute function check_connection_settings();`,
    );
    this.addSql(
      `create trigger "bank_connections_settings_audited" after update of sync_frequency_hours, auto_sync_enabled on bank_connections for each row execute function audit_operator_change();`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop trigger "bank_connections_settings_checked" on "bank_connections";`);
    this.addSql(`drop trigger "bank_connections_settings_audited" on "bank_connections";`);
    this.addSql('drop function check_connection_settings(), audit_operator_change()');

    this.addSql('revoke insert on audit_entries, audit_persons from kontosync_operator');
    this.addSql(`drop policy "operator_insert" on "audit_entries";`);
    this.addSql(`drop policy "operator_insert" on "audit_persons";`);
  }
}

const functions: readonly string[] = [
  // The table's own check would refuse it too, in words that name only itself.
  `create function check_connection_settings() returns trigger language plpgsql as $body$
begin
  if new.sync_frequency_hours not between 8 and 8760 then
    raise exception 'sync_frequency_hours = % is refused: 8 hours or more, up to 8760, are allowed', new.sync_frequency_hours
      using errcode = '23514', constraint = 'bank_connections_frequency', table = 'bank_connections',
        detail = 'The bank gives four reads a day with nobody present, and one of them is kept for a repair.',
        hint = 'Set 8 or more; whoever needs rows sooner calls POST /api/dnb/sync.';
  end if;
  if (new.sync_frequency_hours, new.auto_sync_enabled) is distinct from (old.sync_frequency_hours, old.auto_sync_enabled)
  then
    new.updated_at := now(); -- an operator may not set it
  end if;
  return new;
end $body$`,
  // The program's own roles write their entries themselves, with the caller's name.
  `create function audit_operator_change() returns trigger language plpgsql as $body$
declare
  entry uuid := gen_random_uuid();
  salt bytea := uuid_send(gen_random_uuid());
  person text := session_user;
begin
  if current_user in ('kontosync_app', 'kontosync_worker', 'kontosync_eraser', 'kontosync_router', 'kontosync_owner')
    or (new.sync_frequency_hours, new.auto_sync_enabled) is not distinct from
       (old.sync_frequency_hours, old.auto_sync_enabled)
  then
    return null;
  end if;
  if current_setting('application_name') like 'kontosync-psql/_%' then
    person := person || '/' || substr(current_setting('application_name'), length('kontosync-psql/') + 1);
  end if;
  insert into audit_persons (client_id, entry_id, user_ref, salt) values (new.client_id, entry, person, salt);
  insert into audit_entries (id, client_id, kind, actor, action, subject_id, data, user_digest)
  values (entry, new.client_id, 'change', 'operator', 'connection.settings', new.id::text,
    jsonb_build_object('auto_sync_enabled', new.auto_sync_enabled, 'sync_frequency_hours', new.sync_frequency_hours),
    sha256(salt || convert_to(person, 'UTF8')));
  return null;
end $body$`,
];
