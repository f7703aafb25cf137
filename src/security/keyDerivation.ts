import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { type FernetKey, fernetKey } from './fernet.ts';
import type { Secret } from './secret.ts';

const pbkdf2Async = promisify(pbkdf2);

/** The Python side's parameters (B-2): PBKDF2-HMAC-SHA256, 32 bytes; 20 ms at 100,000 iterations, measured (2 cores). */
export const defaultIterations = 100_000;

export interface DerivationRequest {
  readonly keyId: string;
  readonly secret: Secret<string>;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

export interface KeyDerivation {
  /** One derivation runs at a time; equal requests share one (B-6, B-7). */
  derive(request: DerivationRequest): Promise<FernetKey>;
  /** Forgets every key, after a rotation. */
  clear(): void;
}

export interface KeyDerivationOptions {
  /** Least recently used keys beyond this number are forgotten. */
  readonly maxKeys?: number;
  readonly idleMs?: number;
  readonly now?: () => number;
}

/** A cache of derived keys, by key id, salt and iterations. A failed derivation is not kept. */
export function createKeyDerivation({
  maxKeys = 20_000,
  idleMs = 3_600_000,
  now = Date.now,
}: KeyDerivationOptions = {}): KeyDerivation {
  // A Map keeps the order of insertion: its first entry is the least recently used one.
  const keys = new Map<string, { readonly key: Promise<FernetKey>; readonly usedAtMs: number }>();
  // PBKDF2 holds a thread of libuv's pool; more at once would starve DNS and files (B-6).
  let lastInLine: Promise<unknown> = Promise.resolve();

  const deriveInLine = ({ secret, salt, iterations }: DerivationRequest): Promise<FernetKey> => {
    const derived = lastInLine.then(async () =>
      fernetKey(await pbkdf2Async(secret.reveal(), salt, iterations, 32, 'sha256')),
    );
    lastInLine = derived.catch(() => undefined);
    return derived;
  };

  const forgetOld = (): void => {
    for (const [name, { usedAtMs }] of keys) {
      if (keys.size <= maxKeys && now() - usedAtMs <= idleMs) return;
      keys.delete(name);
    }
  };

  return {
    derive(request) {
      const name = `${request.keyId}|${Buffer.from(request.salt).toString('hex')}|${request.iterations}`;
      const known = keys.get(name);
      const isFresh = known !== undefined && now() - known.usedAtMs <= idleMs;
      const key = isFresh ? known.key : deriveInLine(request);
      keys.delete(name);
      keys.set(name, { key, usedAtMs: now() });
      if (!isFresh)
        key.catch(() => {
          if (keys.get(name)?.key === key) keys.delete(name);
        });
      forgetOld();
      return key;
    },
    clear() {
      keys.clear();
    },
  };
}
