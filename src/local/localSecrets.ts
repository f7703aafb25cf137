import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { generateApiKey } from '../security/apiKey.ts';

const schema = z.object({
  secretKey: z.string(),
  postgresPassword: z.string(),
  loginPassword: z.string(),
  demoKey: z.string(),
  demoClientId: z.uuid(),
});
/** What `npm start` makes up once for a data folder. */
export type LocalSecrets = z.infer<typeof schema>;

export const secretsFile = (dataDir: string): string => join(dataDir, 'secrets.json');

const randomText = (): string => randomBytes(32).toString('base64url');

/** The data folder's secrets, made with the folder (0700) at the first start. The file is 0600. */
export async function loadLocalSecrets(dataDir: string): Promise<LocalSecrets> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = secretsFile(dataDir);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text !== null) return schema.parse(JSON.parse(text));
  const made: LocalSecrets = {
    secretKey: randomText(),
    postgresPassword: randomText(),
    loginPassword: randomText(),
    demoKey: generateApiKey('demo').text,
    demoClientId: randomUUID(),
  };
  // Whole or not at all: a half-written file would cost every stored token.
  await writeFile(`${file}.new`, JSON.stringify(made, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return made;
}
