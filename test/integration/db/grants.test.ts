import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const refused: readonly (readonly [string, string, string, string])[] = [
  ['C-18', 'kontosync_app', 'delete', 'bank_transactions'],
  ['C-18', 'kontosync_app', 'update', 'sync_pages'],
  ['C-18', 'kontosync_app', 'select', 'bank_grants'],
  ['C-18', 'kontosync_worker', 'select', 'api_keys'],
  ['C-18', 'kontosync_worker', 'delete', 'bank_transactions'],
  ['C-19', 'kontosync_app', 'update', 'audit_entries'],
  ['C-19', 'kontosync_app', 'delete', 'audit_entries'],
  ['C-19', 'kontosync_worker', 'update', 'audit_entries'],
  ['C-19', 'kontosync_worker', 'delete', 'audit_entries'],
  ['E-18', 'kontosync_app', 'delete', 'clients'],
  ['E-18', 'kontosync_worker', 'delete', 'clients'],
  ['E-18', 'kontosync_app', 'select', 'held_transactions'],
  ['E-18', 'kontosync_worker', 'select', 'held_transactions'],
  ['E-18', 'kontosync_worker', 'insert', 'held_transactions'],
  ['E-18', 'kontosync_eraser', 'delete', 'held_transactions'],
  ['C-19', 'kontosync_eraser', 'delete', 'audit_entries'],
  ['C-19', 'kontosync_eraser', 'update', 'audit_seals'],
  ['C-19', 'kontosync_app', 'update', 'audit_seals'],
  ['C-19', 'kontosync_worker', 'delete', 'audit_seals'],
  ['C-19', 'kontosync_app', 'update', 'audit_checks'],
  ['C-19', 'kontosync_worker', 'delete', 'audit_persons'],
  ['C-19', 'kontosync_router', 'select', 'audit_persons'],
  ['ledger 2', 'kontosync_worker', 'update', 'bank_transaction_revisions'],
  ['ledger 2', 'kontosync_worker', 'delete', 'bank_transaction_revisions'],
  ['contract 3.2', 'kontosync_worker', 'update', 'transaction_changes'],
  ['contract 3.2', 'kontosync_worker', 'delete', 'transaction_changes'],
  ['matching 10', 'kontosync_app', 'update', 'match_actions'],
  ['matching 10', 'kontosync_app', 'delete', 'match_actions'],
  ['matching 10', 'kontosync_worker', 'insert', 'match_actions'],
  ['matching 10', 'kontosync_app', 'delete', 'match_vetoes'],
  ['matching 10', 'kontosync_worker', 'delete', 'match_vetoes'],
  ['matching 11', 'kontosync_app', 'select', 'match_advice'],
  ['matching 11', 'kontosync_worker', 'update', 'match_advice'],
  ['matching 11', 'kontosync_worker', 'delete', 'match_advice'],
  ['contract 3.2', 'kontosync_app', 'select', 'mails'],
  ['contract 3.2', 'kontosync_worker', 'delete', 'mails'],
  ['D-10', 'kontosync_worker', 'update', 'outbox_events'],
  ['D-10', 'kontosync_worker', 'update', 'webhook_deliveries'],
  ['D-10', 'kontosync_worker', 'select', 'webhook_endpoints'],
  ['D-10', 'kontosync_app', 'select', 'webhook_deliveries'],
  ['contract 4', 'kontosync_app', 'update', 'allocations'],
  ['contract 4', 'kontosync_app', 'delete', 'allocations'],
  ['C-13', 'kontosync_worker', 'select', 'idempotency_keys'],
  ['B-10', 'kontosync_app', 'select', 'secret_canaries'],
  ['B-10', 'kontosync_worker', 'select', 'secret_canaries'],
  ['C-13', 'kontosync_router', 'update', 'idempotency_keys'],
  ['contract 3.3', 'kontosync_operator', 'update', 'bank_transactions'],
  ['contract 3.3', 'kontosync_operator', 'select', 'bank_grants'],
];
const granted: readonly (readonly [string, string, string])[] = [
  ['kontosync_worker', 'insert', 'bank_transactions'],
  ['kontosync_worker', 'update', 'sync_run_accounts'],
  ['kontosync_worker', 'delete', 'coverage'],
  ['kontosync_app', 'select', 'bank_transactions'],
  ['kontosync_app', 'insert', 'sync_requests'],
  ['kontosync_operator', 'select', 'bank_connections'],
];

describe('grants', () => {
  test.each(refused)('%s %s may not %s %s', async (_rule, role, privilege, table) => {
    const [row] = await database.admin<{ may: boolean }>(
      privilege === 'delete'
        ? 'select has_table_privilege($1, $2, $3) as may'
        : 'select has_any_column_privilege($1, $2, $3) as may',
      [role, table, privilege],
    );
    expect(row?.may).toBe(false);
  });

  test.each(granted)('%s may %s %s', async (role, privilege, table) => {
    const [row] = await database.admin<{ may: boolean }>('select has_table_privilege($1, $2, $3) as may', [
      role,
      table,
      privilege,
    ]);
    expect(row?.may).toBe(true);
  });

  test('C-5 across clients only ids, states and times may be read, of any table', async () => {
    const columns = await database.admin<{ name: string }>(
      `select distinct column_name as name from information_schema.column_privileges
       where grantee = 'kontosync_router' and privilege_type = 'SELECT' and table_name not in ('api_keys', 'mikro_orm_migrations', 'rate_buckets', 'webhook_endpoints', 'secret_canaries')
       order by 1`,
    );
    const told =
      /^(id|.*_id|.*_at|leased_until|held_until|bank_day|bank|status|connection_status|type|error_code|state_hash|auto_sync_enabled|sync_frequency_hours|role|version|state|key_id|kdf_iterations|purpose|page_no|attended|kind|subject|position|attempts|attempts_before|http_status|attempt_log|consent_notice_days|reconsent_reminder_days)$/;
    expect(columns.map(({ name }) => name).filter((name) => !told.test(name))).toEqual([]);
  });

  test('C-18 the API changes of a stored row only whether it is queued', async () => {
    const columns = await database.admin<{ name: string }>(
      `select column_name as name from information_schema.column_privileges
       where grantee = 'kontosync_app' and privilege_type in ('UPDATE', 'INSERT') and table_name = 'bank_transactions'
       order by 1`,
    );
    expect(columns.map(({ name }) => name)).toEqual(['ignored_because', 'match_status', 'updated_at']);
  });

  test("contract 3.3 an operator changes the frequency and the automatic sync, within the bank's limit", async () => {
    const writable = await database.admin<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.column_privileges
       where grantee = 'kontosync_operator' and privilege_type in ('UPDATE', 'INSERT') order by 1`,
    );
    // What an operator does is told to the audit, and whoever adds to it seals what it adds (C-19).
    expect(writable.map(({ name }) => name).filter((name) => !name.startsWith('audit_'))).toEqual([
      'bank_connections.auto_sync_enabled',
      'bank_connections.sync_frequency_hours',
      'matching_stops.lifted_at',
      'matching_stops.reason',
    ]);
    await expect(
      database.admin(
        `insert into bank_connections (id, client_id, bank, connection_status, sync_frequency_hours)
         values (gen_random_uuid(), gen_random_uuid(), 'dnb', 'active', 6)`,
      ),
    ).rejects.toMatchObject({ code: '23514' });
  });
});
