import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { GrantTimes } from '../../db/sql/grants/insertPendingGrant.ts';
import type { Logger } from '../../logger.ts';
import type { SealedSecrets } from './grantSecrets.ts';

export interface SpilledGrant extends SealedSecrets, GrantTimes {
  readonly grantId: string;
  /** The version that this becomes when it is stored. */
  readonly version: number;
}

/** Renewed tokens between the bank's answer and the commit (A.2, step 4); encrypted as in the row. */
export interface SpillFolder {
  write(grant: SpilledGrant): Promise<void>;
  /** Null: there is none, or it cannot be read and was set aside: then the row counts. */
  read(grantId: string, version: number): Promise<SpilledGrant | null>;
  /** Keeps a file that is good for nothing out of the way, for an operator; told at level `error`. */
  setAside(grantId: string, version: number, reason: unknown): Promise<void>;
  /** Forgets a grant's files up to a version that is stored. */
  forget(grantId: string, upToVersion: number): Promise<void>;
  /** Forgets all that was ever written of a grant: its secrets are wiped. */
  forgetAll(grantId: string): Promise<void>;
  /** What lies there, and was written before then (epoch milliseconds); a write that died has no grant. */
  list(writtenBeforeMs: number): Promise<readonly SpillFile[]>;
  /** Forgets writes that died, by name. */
  forgetNames(names: readonly string[]): Promise<void>;
}

export interface SpillFile {
  readonly name: string;
  readonly grant: { readonly id: string; readonly version: number } | null;
}

const instant = z.iso
  .datetime()
  .transform((text) => new Date(text))
  .nullable();
const fileSchema = z.strictObject({
  grantId: z.uuid(),
  version: z.int().positive(),
  ciphertext: z.string().min(1),
  key: z.strictObject({ keyId: z.string(), salt: z.base64(), iterations: z.int().positive() }),
  accessExpiresAt: instant,
  refreshExpiresAt: instant,
  consentExpiresAt: instant,
});

const nameOf = (grantId: string, version: number): string => `${grantId}.${version}.json`;
const asideOf = (grantId: string, version: number): string => `${grantId}.${version}.unreadable`;
const grantFile = /^([0-9a-f-]{36})\.(\d+)\.(json|unreadable)$/;
const isAbsent = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** The folder is made at the first write, 0700; files are 0600 and appear whole or not at all. */
export function createSpillFolder(folder: string, logger: Pick<Logger, 'error'>): SpillFolder {
  const namesIn = (): Promise<string[]> =>
    readdir(folder).catch((error: unknown) => {
      if (isAbsent(error)) return [];
      throw error;
    });
  const remove = async (names: readonly string[]): Promise<void> => {
    await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
  };
  const setAside = async (grantId: string, version: number, reason: unknown): Promise<void> => {
    const name = asideOf(grantId, version);
    const kept = await rename(join(folder, nameOf(grantId, version)), join(folder, name)).then(
      () => true,
      () => false,
    );
    const why = reason instanceof Error ? reason.name : 'unknown'; // its text may quote the file
    logger.error({ alert: 'spill_unreadable', grant_id: grantId, why, kept }, 'a spilled token cannot be read');
  };

  return {
    setAside,

    async write(grant) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const temporary = join(folder, `${randomUUID()}.tmp`);
      const key = { ...grant.key, salt: grant.key.salt.toString('base64') };
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify({ ...grant, key }));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, join(folder, nameOf(grant.grantId, grant.version)));
      await syncFolder(folder);
    },

    async read(grantId, version) {
      try {
        const text = await readFile(join(folder, nameOf(grantId, version)), 'utf8');
        const { key, ...rest } = fileSchema.parse(JSON.parse(text));
        return { ...rest, key: { ...key, salt: Buffer.from(key.salt, 'base64') } };
      } catch (error) {
        // Nobody's refresh, nor a whole lot of the keep-alive, waits for one file: the row is the truth.
        if (!isAbsent(error)) await setAside(grantId, version, error);
        return null;
      }
    },

    async forget(grantId, upToVersion) {
      const names = await namesIn();
      await remove(
        names.filter((name) => {
          const [, id, version, kind] = grantFile.exec(name) ?? [];
          return id === grantId && kind === 'json' && Number(version) <= upToVersion;
        }),
      );
    },

    async forgetAll(grantId) {
      await remove((await namesIn()).filter((name) => grantFile.exec(name)?.[1] === grantId));
    },

    async list(writtenBeforeMs) {
      const files = await Promise.all(
        (await namesIn()).map(async (name): Promise<SpillFile[]> => {
          const [, id, version] = grantFile.exec(name) ?? [];
          const grant = id === undefined ? null : { id, version: Number(version) };
          if (grant === null && !name.endsWith('.tmp')) return [];
          const writtenMs = await stat(join(folder, name)).then(
            ({ mtimeMs }) => mtimeMs,
            () => Number.POSITIVE_INFINITY, // forgotten meanwhile
          );
          return writtenMs < writtenBeforeMs ? [{ name, grant }] : [];
        }),
      );
      return files.flat();
    },

    forgetNames: remove,
  };
}

/** So that the new name outlives a power cut too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
