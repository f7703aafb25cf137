import type { EntityManager } from '@mikro-orm/postgresql';
import type { KeyReference } from '../../../security/cipher.ts';
import type { ChosenAccounts, OfferedAccount } from '../../entities/connection.ts';
import { query } from '../../tenantScope.ts';
import { epochMs } from '../grants/epochMs.ts';

export type AttemptStatusText = 'initiated' | 'consumed' | 'granted' | 'connected' | 'expired' | 'failed';

export interface StoredAttempt {
  readonly id: string;
  readonly clientId: string;
  readonly connectionId: string;
  readonly status: AttemptStatusText;
  readonly failureCode: string | null;
  readonly redirectUri: string;
  readonly scope: string;
  readonly returnUrl: string | null;
  /** D-18: of a connection that lives on. */
  readonly isRenewal: boolean;
  /** State and verifier; `code` and `url` are encrypted with the same key. Null once wiped. */
  readonly ciphertext: string | null;
  readonly urlCiphertext: string | null;
  readonly key: KeyReference;
  readonly codeHmac: Buffer | null;
  readonly initiatorRefHash: Buffer | null;
  readonly offeredAccounts: readonly OfferedAccount[];
  readonly chosenAccounts: ChosenAccounts | null;
  readonly psuIpAddress: string | null;
  readonly expiresMs: number;
  readonly grantExpiresMs: number | null;
  /** By the database's clock: the attempt's time, and the pending grant's. */
  readonly isExpired: boolean;
  readonly isGrantExpired: boolean;
}

interface Row {
  readonly id: string;
  readonly client_id: string;
  readonly connection_id: string;
  readonly status: AttemptStatusText;
  readonly failure_code: string | null;
  readonly redirect_uri: string;
  readonly scope: string;
  readonly return_url: string | null;
  readonly is_renewal: boolean;
  readonly ciphertext: string | null;
  readonly url_ciphertext: string | null;
  readonly key_id: string;
  readonly salt: string;
  readonly kdf_iterations: number;
  readonly code_hmac: string | null;
  readonly initiator_ref_hash: string | null;
  readonly offered_accounts: readonly OfferedAccount[] | null;
  readonly chosen_accounts: ChosenAccounts | null;
  readonly psu_ip_address: string | null;
  readonly expires_ms: number;
  readonly grant_expires_ms: number | null;
  readonly is_expired: boolean;
  readonly is_grant_expired: boolean;
}

const columns = `id, client_id, connection_id, status, failure_code, redirect_uri, scope, return_url, is_renewal, ciphertext,
  url_ciphertext, key_id, encode(kdf_salt, 'hex') as salt, kdf_iterations, encode(code_hmac, 'hex') as code_hmac,
  encode(initiator_ref_hash, 'hex') as initiator_ref_hash, offered_accounts, chosen_accounts, psu_ip_address,
  ${epochMs('expires_at')} as expires_ms, ${epochMs('grant_expires_at')} as grant_expires_ms,
  expires_at <= now() as is_expired, coalesce(grant_expires_at <= now(), false) as is_grant_expired`;

const bytes = (hex: string | null): Buffer | null => (hex === null ? null : Buffer.from(hex, 'hex'));

const toAttempt = (row: Row): StoredAttempt => ({
  id: row.id,
  clientId: row.client_id,
  connectionId: row.connection_id,
  status: row.status,
  failureCode: row.failure_code,
  redirectUri: row.redirect_uri,
  scope: row.scope,
  returnUrl: row.return_url,
  isRenewal: row.is_renewal,
  ciphertext: row.ciphertext,
  urlCiphertext: row.url_ciphertext,
  key: { keyId: row.key_id, salt: Buffer.from(row.salt, 'hex'), iterations: row.kdf_iterations },
  codeHmac: bytes(row.code_hmac),
  initiatorRefHash: bytes(row.initiator_ref_hash),
  offeredAccounts: row.offered_accounts ?? [],
  chosenAccounts: row.chosen_accounts,
  psuIpAddress: row.psu_ip_address,
  expiresMs: row.expires_ms,
  grantExpiresMs: row.grant_expires_ms,
  isExpired: row.is_expired,
  isGrantExpired: row.is_grant_expired,
});

/** An attempt of the client; `lock` holds it against other writers until the transaction ends. */
export async function readAttempt(
  em: EntityManager,
  { clientId, attemptId, lock = false }: { clientId: string; attemptId: string; lock?: boolean },
): Promise<StoredAttempt | null> {
  const [row] = await query<Row>(
    em,
    `select ${columns} from authorization_attempts where client_id = $1 and id = $2 ${lock ? 'for update' : ''}`,
    [clientId, attemptId],
  );
  return row === undefined ? null : toAttempt(row);
}

/** The connection's latest attempt. */
export async function readLatestAttempt(
  em: EntityManager,
  { clientId, connectionId }: { clientId: string; connectionId: string },
): Promise<StoredAttempt | null> {
  const [row] = await query<Row>(
    em,
    `select ${columns} from authorization_attempts where client_id = $1 and connection_id = $2
     order by created_at desc, id desc limit 1`,
    [clientId, connectionId],
  );
  return row === undefined ? null : toAttempt(row);
}
