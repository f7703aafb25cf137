import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { GrantTimes } from '../../db/sql/grants/insertPendingGrant.ts';
import type { SealedSecrets } from './grantSecrets.ts';

export interface SpilledGrant extends SealedSecrets, GrantTimes {
  readonly grantId: string;
  /** The version that this becomes when it is stored. */
  readonly version: number;
}

/** Renewed tokens between the bank's answer and the commit (A.2, step 4); encrypted as in the row. */
export interface SpillFolder {
  write(grant: SpilledGrant): Promise<void>;
  read(grantId: string, version: number): Promise<SpilledGrant | null>;
  /** Forgets a grant's files up to a version that is stored. */
  forget(grantId: string, upToVersion: number): Promise<void>;
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
const isAbsent = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** The folder is made at the first write, 0700; files are 0600 and appear whole or not at all. */
export function createSpillFolder(folder: string): SpillFolder {
  return {
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
        if (isAbsent(error)) return null;
        throw error;
      }
    },

    async forget(grantId, upToVersion) {
      const names = await readdir(folder).catch((error: unknown) => {
        if (isAbsent(error)) return [];
        throw error;
      });
      const old = names.filter((name) => {
        const match = /^([0-9a-f-]{36})\.(\d+)\.json$/.exec(name);
        return match !== null && match[1] === grantId && Number(match[2]) <= upToVersion;
      });
      await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
    },
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
