import type { MikroORM } from '@mikro-orm/postgresql';
import type { Settings } from '../config.ts';
import { inspectLogin, type LoginFacts } from '../db/inspectLogin.ts';
import { createOrm } from '../db/orm.ts';
import { expectedMigrations } from '../db/repositories/expectedMigrations.ts';
import { listRunMigrations } from '../db/sql/read/listRunMigrations.ts';
import { readSyncRecord } from '../db/sql/read/readSyncRecord.ts';
import { readCanaries } from '../db/sql/secrets/canaries.ts';
import { listKeysInUse } from '../db/sql/secrets/keysInUse.ts';
import { acrossClients } from '../db/tenantScope.ts';
import { createKeyring } from '../security/keyring.ts';
import { away, type Finding, good, person, wrong } from './finding.ts';

const oldestVersion = 150_000;

/** Server, login, schema, secrets of the stored rows, and what was synced. Changes nothing. */
export async function checkDatabase(settings: Settings): Promise<readonly Finding[]> {
  const { databaseUrl } = settings;
  if (databaseUrl === undefined)
    return [wrong('PostgreSQL', 'DATABASE_URL is not set', 'set it; see docs/operations.md, The database login')];
  const login = await inspectLogin(databaseUrl);
  if (login === null)
    return [away('PostgreSQL', 'does not answer, or refuses the login', 'look at DATABASE_URL and whether it runs')];
  const ofLogin = checkLogin(login);
  if (login.lacksRoles) return ofLogin;
  const orm = await createOrm({ databaseUrl, applicationName: 'kontosync-doctor', poolSize: 1 });
  try {
    const schema = await checkSchema(orm);
    if (schema.verdict !== 'good') return [...ofLogin, schema];
    return [...ofLogin, schema, ...(await checkStoredSecrets(orm, settings)), await checkSynced(orm)];
  } finally {
    await orm.close();
  }
}

/** Version and rights. */
export function checkLogin({ versionNumber, lacksRoles, bypassesPolicies }: LoginFacts): readonly Finding[] {
  const major = Math.floor(versionNumber / 10_000);
  return [
    versionNumber < oldestVersion
      ? wrong('PostgreSQL', `is version ${major}`, 'move to PostgreSQL 15 or later')
      : good('PostgreSQL', `answers (version ${major})`),
    lacksRoles
      ? wrong(
          'roles',
          'the login is no member of the runtime roles',
          'run kontosync migrate, or see docs/operations.md',
        )
      : bypassesPolicies
        ? wrong(
            'roles',
            'the login is a superuser or bypasses row-level security',
            'give the program a login of its own',
          )
        : good('roles', 'the login may take them and has no right of its own'),
  ];
}

async function checkSchema(orm: MikroORM): Promise<Finding> {
  const run = new Set(await acrossClients(orm.em, listRunMigrations).catch(toNone));
  const missing = (await expectedMigrations()).filter((name) => !run.has(name));
  return missing.length === 0
    ? good('schema', 'is that of this program')
    : wrong('schema', `${missing.length} migrations have not run`, 'run kontosync migrate');
}

/** PostgreSQL: an empty database has neither the table nor the right to read it. */
const toNone = (error: unknown): string[] => {
  if (error instanceof Error && 'code' in error && ['42P01', '42501', '3F000'].includes(String(error.code))) return [];
  throw error;
};

async function checkStoredSecrets(orm: MikroORM, settings: Settings): Promise<readonly Finding[]> {
  const { secretKey, previousSecretKeys: previous } = settings;
  const subject = 'stored secrets';
  if (secretKey === undefined) return [wrong(subject, 'SECRET_KEY is not set', 'set the one that API and workers use')];
  const { keyIds, currentKeyId } = createKeyring({ secretKey, previous });
  const inUse = await acrossClients(orm.em, async (em) => [
    ...(await listKeysInUse(em)).map(({ keyId }) => keyId),
    ...(await readCanaries(em)).map(({ key }) => key.keyId),
  ]);
  const missing = [...new Set(inUse)].filter((keyId) => !keyIds.includes(keyId));
  if (missing.length > 0) {
    const cure = 'set SECRET_KEY to that secret, or add it to SECRET_KEYS_PREVIOUS';
    return [wrong(subject, `need the secret with key id ${missing.join(', ')}, which is not configured`, cure)];
  }
  return inUse.some((keyId) => keyId !== currentKeyId)
    ? [wrong(subject, 'some are still on an older SECRET_KEY', 'run kontosync secrets rotate')]
    : [good(subject, 'all on the present SECRET_KEY')];
}

async function checkSynced(orm: MikroORM): Promise<Finding> {
  const { active, completeRuns } = await acrossClients(orm.em, readSyncRecord);
  return completeRuns > 0
    ? good('a real account', `${active} connections may sync; runs were read to the end`)
    : person('a real account', 'no run was read to the end yet', 'connect an account of your own and sync it');
}
