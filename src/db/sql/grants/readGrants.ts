import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionStatus } from '../../../domain/connectionStatus.ts';
import type { KeyReference } from '../../../security/cipher.ts';
import { query } from '../../tenantScope.ts';
import { epochMs } from './epochMs.ts';

export interface StoredGrant {
  readonly id: string;
  readonly connectionId: string;
  readonly attemptId: string;
  readonly role: 'pending' | 'current' | 'retired';
  readonly version: number;
  /** Null once wiped. */
  readonly ciphertext: string | null;
  readonly key: KeyReference;
  readonly accessExpiresMs: number | null;
  readonly consentExpiresMs: number | null;
  /** Of the refresh token, as `readGrantState` reads it. */
  readonly state: string;
  /** When the bank gave this version, or refused another one. */
  readonly answeredMs: number;
  readonly connectionStatus: ConnectionStatus;
}

interface Row {
  readonly id: string;
  readonly connection_id: string;
  readonly attempt_id: string;
  readonly role: StoredGrant['role'];
  readonly version: number;
  readonly ciphertext: string | null;
  readonly key_id: string;
  readonly salt: string;
  readonly kdf_iterations: number;
  readonly access_expires_ms: number | null;
  readonly consent_expires_ms: number | null;
  readonly state: string;
  readonly answered_ms: number;
  readonly connection_status: ConnectionStatus;
}

const select = `select g.id, g.connection_id, g.attempt_id, g.role, g.version, g.ciphertext, g.key_id,
    encode(g.kdf_salt, 'hex') as salt, g.kdf_iterations, ${epochMs('g.access_expires_at')} as access_expires_ms,
    ${epochMs('g.consent_expires_at')} as consent_expires_ms, g.state, ${epochMs('g.updated_at')} as answered_ms, c.connection_status
  from bank_grants g join bank_connections c on c.client_id = g.client_id and c.id = g.connection_id`;

const toGrant = (row: Row): StoredGrant => ({
  id: row.id,
  connectionId: row.connection_id,
  attemptId: row.attempt_id,
  role: row.role,
  version: row.version,
  ciphertext: row.ciphertext,
  key: { keyId: row.key_id, salt: Buffer.from(row.salt, 'hex'), iterations: row.kdf_iterations },
  accessExpiresMs: row.access_expires_ms,
  consentExpiresMs: row.consent_expires_ms,
  state: row.state,
  answeredMs: row.answered_ms,
  connectionStatus: row.connection_status,
});

interface OfConnection {
  readonly clientId: string;
  readonly connectionId: string;
  /** The grant's row alone: a status update of the connection waits for nobody (A.2). */
  readonly lock?: boolean;
}

/** The grant that a connection works with. */
export async function readCurrentGrant(em: EntityManager, of: OfConnection): Promise<StoredGrant | null> {
  const [row] = await query<Row>(
    em,
    `${select} where g.client_id = $1 and g.connection_id = $2 and g.role = 'current'
     ${of.lock === true ? 'for update of g' : ''}`,
    [of.clientId, of.connectionId],
  );
  return row === undefined ? null : toGrant(row);
}

/** Every grant of a connection whose secrets are stored yet; with `lock`, after the refresh that may be in flight. */
export async function readStoredGrants(em: EntityManager, of: OfConnection): Promise<readonly StoredGrant[]> {
  const rows = await query<Row>(
    em,
    `${select} where g.client_id = $1 and g.connection_id = $2 and g.ciphertext is not null
     order by g.created_at ${of.lock === true ? 'for update of g' : ''}`,
    [of.clientId, of.connectionId],
  );
  return rows.map(toGrant);
}

/** The grant of an attempt. */
export async function readGrantOfAttempt(
  em: EntityManager,
  { clientId, attemptId }: { clientId: string; attemptId: string },
): Promise<StoredGrant | null> {
  const [row] = await query<Row>(em, `${select} where g.client_id = $1 and g.attempt_id = $2`, [clientId, attemptId]);
  return row === undefined ? null : toGrant(row);
}
