import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError } from './config.ts';
import { isConnectionLost } from './db/connectionLost.ts';
import { checkSecrets, describeSecrets, type SecretsParts } from './db/repositories/secretsCheck.ts';
import type { KeyInUse } from './db/sql/secrets/keysInUse.ts';
import type { Logger } from './logger.ts';
import { UnreachableError } from './unreachableError.ts';

interface Options {
  readonly logger: Logger;
  /** Keys of what is stored elsewhere than in the database. */
  readonly alsoInUse?: readonly KeyInUse[];
  /** How long to wait for a database that is away or not migrated yet; 0: one look, and what is not known is left open. */
  readonly patienceMs: number;
}

const pauseMs = 1_000;
/** PostgreSQL: no such table or column, and what a missing grant of a later migration says. */
const notMigrated = new Set(['42P01', '42703', '42501']);

/**
 * A wrong `SECRET_KEY`, or a previous secret that is missing, is a mistake of the start and not of the first sync (B-10).
 * True: all is well. False: the database cannot be asked now. Throws `ConfigurationError`, which names the key id, and
 * `UnreachableError` when the patience is at its end.
 */
export async function requireSecrets(
  parts: SecretsParts,
  { logger, alsoInUse = [], patienceMs }: Options,
): Promise<boolean> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(pauseMs)) {
    try {
      const text = describeSecrets(await checkSecrets(parts, alsoInUse), parts.keyring);
      if (text !== null) throw new ConfigurationError(text);
      return true;
    } catch (error) {
      if (!isNotThere(error)) throw error;
      logger.warn({ err: error }, 'waiting for the database');
      if (patienceMs === 0) return false;
      if (Date.now() > deadline)
        throw new UnreachableError('DATABASE_URL: the database does not answer, or is not migrated', { cause: error });
    }
  }
}

const isNotThere = (error: unknown): boolean =>
  isConnectionLost(error) || (error instanceof Error && 'code' in error && notMigrated.has(String(error.code)));
