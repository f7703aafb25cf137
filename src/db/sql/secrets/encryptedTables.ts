/** A column that the cipher has written, and what it is bound to (B-4). */
export interface EncryptedColumn {
  readonly name: string;
  /** The `kind` of its `CipherScope`. */
  readonly kind: string;
}

/** How the rows of a table are put on another key (B-11). Its row is `t` in the SQL below. */
export interface EncryptedTable {
  readonly name: string;
  /** Whose its rows are: a client's (`client_id`), or nobody's in particular. */
  readonly owner: 'client' | 'none';
  /** The key, in its order, with the SQL types; without `client_id`, which stands before it where a client owns the row. */
  readonly primaryKey: readonly (readonly [name: string, type: string])[];
  /** SQL of the UUID that the row's key is bound to. */
  readonly connectionId: string;
  /** Of its columns: `encrypt` writes text, `encryptBytes` bytes. */
  readonly form: 'text' | 'bytes';
  readonly columns: readonly EncryptedColumn[];
  /** SQL: the row is in use by who would not notice a new key, and soon will not be. */
  readonly waits: string | null;
  /** SQL of an assignment beside those of the key: what the old secret alone could still use. */
  readonly forget: string | null;
}

/**
 * Every table with a `key_id`: one line adds a table to the rotation, to the start-time check and to the count of what is
 * left.
 */
export const encryptedTables: readonly EncryptedTable[] = [
  {
    name: 'bank_grants',
    owner: 'client',
    primaryKey: [['id', 'uuid']],
    connectionId: 't.connection_id',
    form: 'text',
    columns: [{ name: 'ciphertext', kind: 'grant' }],
    waits: null,
    forget: null,
  },
  {
    name: 'authorization_attempts',
    owner: 'client',
    primaryKey: [['id', 'uuid']],
    connectionId: 't.connection_id',
    form: 'text',
    columns: [
      { name: 'ciphertext', kind: 'attempt' },
      { name: 'code_ciphertext', kind: 'code' },
      { name: 'url_ciphertext', kind: 'url' },
    ],
    // Several steps write to one row under its key, and a repeated connect proves by the same secret: minutes, and over.
    waits: `(t.status in ('initiated', 'consumed', 'granted') and t.expires_at > now() - interval '15 minutes')
            or (t.status = 'connected' and t.updated_at > now() - interval '1 minute')`,
    forget: 'code_hmac = null',
  },
  {
    name: 'sync_pages',
    owner: 'client',
    primaryKey: [
      ['run_id', 'uuid'],
      ['account_id', 'uuid'],
      ['purpose', 'text'],
      ['page_no', 'int'],
    ],
    connectionId: '(select r.connection_id from sync_runs r where r.client_id = t.client_id and r.id = t.run_id)',
    form: 'bytes',
    columns: [{ name: 'body', kind: 'page' }],
    waits: null,
    forget: null,
  },
  {
    name: 'quarantined_entries',
    owner: 'client',
    primaryKey: [['id', 'uuid']],
    connectionId: '(select r.connection_id from sync_runs r where r.client_id = t.client_id and r.id = t.run_id)',
    form: 'bytes',
    columns: [{ name: 'raw', kind: 'quarantine' }],
    waits: null,
    forget: null,
  },
  {
    name: 'webhook_endpoints',
    owner: 'none',
    primaryKey: [['id', 'uuid']],
    connectionId: 't.id',
    form: 'text',
    columns: [{ name: 'ciphertext', kind: 'webhook' }],
    waits: null,
    forget: null,
  },
];

/**
 * Tables whose rows need their secret until they expire, within a day: a fingerprint can be made from the request only.
 * The secret before stays listed until then.
 */
export const expiringTables: readonly { readonly name: string; readonly expiresAt: string }[] = [
  { name: 'idempotency_keys', expiresAt: 't.expires_at' },
];

/** SQL: a row of `t` that is not on the key of `$1` and `$2` (id, iterations). Some rows have no secret at all. */
export const isDue = 't.key_id is not null and (t.key_id, t.kdf_iterations) <> ($1::text, $2::int)';

/** SQL: a row of `t` that a new key would disturb now. */
export const isWaiting = ({ waits }: EncryptedTable): string => (waits === null ? 'false' : `(${waits})`);

/** The columns that find a row. */
export const keyColumns = ({ owner, primaryKey }: EncryptedTable): EncryptedTable['primaryKey'] =>
  owner === 'client' ? [['client_id', 'uuid'], ...primaryKey] : primaryKey;
