import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { epochMs } from '../grants/epochMs.ts';

/** What signs an endpoint's webhooks, as it is stored. */
export interface StoredEndpointSecret {
  readonly id: string;
  readonly url: string;
  readonly ciphertext: string;
  readonly keyId: string;
  readonly kdfSalt: Buffer;
  readonly kdfIterations: number;
  readonly version: number;
  /** Epoch milliseconds until which the secret before the last one signs too; null: there is none. */
  readonly previousUntilMs: number | null;
}

/** SQL of `StoredEndpointSecret`. */
export const endpointSecretColumns = `id, url, ciphertext, key_id as "keyId", kdf_salt as "kdfSalt",
  kdf_iterations as "kdfIterations", version, ${epochMs('previous_until')} as "previousUntilMs"`;

/** Of the endpoints of these ids. Runs inside `acrossClients`. */
export const readEndpointSecrets = (em: EntityManager, ids: readonly string[]): Promise<StoredEndpointSecret[]> =>
  query<StoredEndpointSecret>(em, `select ${endpointSecretColumns} from webhook_endpoints where id = any($1)`, [ids]);
