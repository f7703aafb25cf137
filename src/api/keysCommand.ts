import type { MikroORM } from '@mikro-orm/postgresql';
import { type CommandInput, UsageError } from '../command.ts';
import { requireSetting } from '../config.ts';
import { isScope, type Scope, scopes } from '../contracts/scopes.ts';
import { createOrm } from '../db/orm.ts';
import { pageOfApiKeys, revokeApiKeyById } from '../db/repositories/apiKeys.ts';
import { createApiKey } from './createApiKey.ts';

const usage = `usage: kontosync keys create <name> [--client <uuid>]… [--scope <scope>]…
       kontosync keys list
       kontosync keys revoke <id>
Without --client the key may act for every client, without --scope it has every scope but admin.`;

const mostListed = 100_000;

/** `keys create|list|revoke`: API keys, on the database of DATABASE_URL. A new key is shown once. */
export async function keysCommand({ settings, args }: CommandInput): Promise<number> {
  const [verb, ...rest] = args;
  const databaseUrl = requireSetting('DATABASE_URL', settings.databaseUrl);
  const orm = await createOrm({ databaseUrl, applicationName: 'kontosync-keys', poolSize: 1 });
  try {
    if (verb === 'create') return await create(orm, rest, settings.dnb.sandbox ? 'test' : 'live');
    if (verb === 'list') return await list(orm);
    if (verb === 'revoke') return await revoke(orm, rest);
    throw new UsageError(usage);
  } finally {
    await orm.close();
  }
}

async function create(orm: MikroORM, args: readonly string[], environment: string): Promise<number> {
  const { name, clients, wanted } = readCreateArguments(args);
  const { id, text } = await createApiKey(orm, {
    name,
    scopes: wanted.length > 0 ? wanted : scopes.filter((scope) => scope !== 'admin'),
    clients: clients.length > 0 ? clients : 'all',
    environment,
  });
  process.stdout.write(`${text}\n`);
  process.stderr.write(`Key ${id}. It is not stored: keep it now.\n`);
  return 0;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function readCreateArguments([name = '', ...rest]: readonly string[]): {
  readonly name: string;
  readonly clients: readonly string[];
  readonly wanted: readonly Scope[];
} {
  const clients: string[] = [];
  const wanted: Scope[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const [flag, value = ''] = rest.slice(at, at + 2);
    if (flag === '--client' && uuid.test(value)) clients.push(value.toLowerCase());
    else if (flag === '--scope' && isScope(value)) wanted.push(value);
    else throw new UsageError(`${flag} ${value} is not understood\n${usage}`);
  }
  if (name === '' || name.startsWith('--')) throw new UsageError(usage);
  return { name, clients, wanted };
}

async function list(orm: MikroORM): Promise<number> {
  const keys = await pageOfApiKeys(orm.em, { within: 'all', after: null, limit: mostListed });
  for (const { created_at_exactly: _, ...key } of keys) process.stdout.write(`${JSON.stringify(key)}\n`);
  return 0;
}

async function revoke(orm: MikroORM, [id = '']: readonly string[]): Promise<number> {
  if (id === '') throw new UsageError(usage);
  // Whoever has the command line may make a new key: no last one is kept.
  const { kind } = await revokeApiKeyById(orm.em, { id, actor: 'operator', within: 'all', keepsAdmin: false });
  if (kind === 'unknown') throw new UsageError(`there is no key ${id}`);
  return 0;
}
