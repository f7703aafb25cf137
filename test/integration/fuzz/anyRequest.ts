import { randomUUID } from 'node:crypto';
import type { Random } from '../../../simulator/ledger/random.ts';
import { anyValue, spoil, type ValueSource } from './anyValue.ts';
import type { Operation, ValueSchema } from './documentedOperations.ts';
import type { FuzzWorld } from './fuzzWorld.ts';
import { hostileBodies, hostileTexts } from './hostileValues.ts';

export interface FuzzRequest {
  /** null: no documented one, by its path or method. */
  readonly operation: Operation | null;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
}

export interface RequestSource {
  readonly random: Random;
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, ValueSchema>>;
  readonly world: FuzzWorld;
  /** A cursor that this path has answered; null: none yet. */
  cursorOf(path: string): string | null;
  readonly secretText: string;
}

const strangePaths = [
  '/',
  '//',
  '/api',
  '/api/v1/',
  '/openapi.json',
  '/docs/../etc/passwd',
  '/api/v1/clients/%zz',
] as const;
const strangeMethods = ['OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'PUT', 'DELETE', 'PATCH', 'POST', 'GET'] as const;
const strangeTypes = [
  'text/plain',
  'application/json; charset=utf-16',
  'application/xml',
  'multipart/form-data',
  'x',
] as const;
const addresses = ['192.0.2.1', '::1', '999.1.1.1', '127.0.0.1, 10.0.0.1', '::ffff:1.2.3.4%eth0'] as const;
const persons = ['anna', 'Åse', '"', 'x'.repeat(600), '\u00ad', '\u00c3\u00a5'] as const;

const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

function fillPath({ operation, source }: Given): string {
  const { random, world } = source;
  return operation.path.replaceAll(/([a-z-]+)\/\{[a-z_]+\}/g, (_all, word: string) => {
    if (random.chance(0.06)) return `${word}/${encoded(random.pick(hostileTexts)).slice(0, 2_000)}`;
    const ids = world.idsFor(word);
    // What was deleted or erased answers little, so that most of it is unknown.
    const isUnknown = random.chance(operation.method === 'DELETE' ? 0.9 : 0.08);
    const isErasure = operation.method === 'DELETE' && word === 'clients';
    const id = ids.length === 0 || isErasure || isUnknown ? randomUUID() : random.pick(ids);
    return `${word}/${random.chance(0.1) ? id.toUpperCase() : id}`;
  });
}

function anyQuery({ operation, source }: Given, values: ValueSource): string {
  const { random } = source;
  const pairs: [string, string][] = [];
  for (const { name, schema } of operation.query) {
    if (!random.chance(name === 'client_id' ? 0.85 : 0.2)) continue;
    const cursor = name === 'cursor' ? source.cursorOf(operation.path) : null;
    pairs.push([name, cursor ?? String(anyValue(schema, name, values))]);
  }
  const spoiled = random.chance(0.25) ? random.int(0, 5) : null;
  const [first] = pairs;
  if (spoiled === 0 && first !== undefined) pairs.push([first[0], 'again']);
  if (spoiled === 1) pairs.push([random.pick(hostileTexts), random.pick(hostileTexts)]);
  if (spoiled === 2 && first !== undefined) pairs[0] = [first[0], random.pick(hostileTexts)];
  if (spoiled === 3 && first !== undefined) pairs[0] = [`${first[0]}[]`, first[1]];
  const query = pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`.slice(0, 10_000)).join('&');
  return spoiled === 4 ? `${query}&%ff%fe=%00&=&&%` : query;
}

function anyBody({ operation, source }: Given, values: ValueSource): string | Buffer | null {
  const { random } = source;
  if (operation.body === null) return random.chance(0.03) ? '{}' : null;
  if (random.chance(0.02)) return null;
  const value = anyValue(operation.body, '', values);
  const sent = random.chance(0.3) ? spoil(value, random) : value;
  const text = JSON.stringify(sent) ?? '';
  return random.chance(0.08) ? random.pick(hostileBodies)(text) : text;
}

function anyHeaders({ operation, source }: Given, hasBody: boolean): Record<string, string> {
  const { random, world, secretText } = source;
  const [full = ''] = world.keys;
  const key = random.chance(0.8) ? full : random.pick(world.keys);
  const forged = [`Bearer ${secretText}`, `Basic ${secretText}`, 'Bearer', `Bearer ${key}x`, 'Bearer a.b.c', ''];
  const optional: readonly (readonly [string, () => string, number])[] = [
    ['psu-ip-address', () => random.pick(addresses), 0.05],
    ['psu-user-agent', () => random.pick(persons), 0.03],
    ['kontosync-user', () => random.pick(persons), 0.1],
    ['idempotency-key', () => `key-${random.int(1, 40)}`, 0.05],
    ['prefer', () => random.pick(['respond-async', 'wait=1, respond-async', ',,;']), 0.1],
    ['x-request-id', () => random.pick([randomUUID(), 'x', '0']), 0.05],
    ['accept', () => random.pick(['text/html', '*/*', 'application/xml', 'json']), 0.05],
    ['content-encoding', () => random.pick(['gzip', 'br', 'identity', 'x']), 0.01],
    ['x-forwarded-for', () => '127.0.0.1', 0.02],
  ];
  const chosen = optional
    .filter(([, , share]) => random.chance(share))
    .map(([name, value]) => [name, value()] as const);
  const isAnonymous = operation.isOpen || random.chance(0.02);
  return {
    ...(isAnonymous ? {} : { authorization: random.chance(0.97) ? `Bearer ${key}` : random.pick(forged) }),
    ...(hasBody ? { 'content-type': random.chance(0.98) ? 'application/json' : random.pick(strangeTypes) } : {}),
    ...Object.fromEntries(chosen),
  };
}

interface Given {
  readonly operation: Operation;
  readonly source: RequestSource;
}

/** A request as the document allows it, or nearly, or as somebody with bad intent would send it. */
export function anyRequest(source: RequestSource): FuzzRequest {
  const { random, operations, world, schemas, secretText } = source;
  const operation = random.pick(operations);
  const given = { operation, source };
  const values: ValueSource = {
    random,
    schemas,
    secretText,
    idFor(name) {
      const ids = world.idsFor(name);
      return ids.length === 0 || random.chance(0.05) ? randomUUID() : random.pick(ids);
    },
  };
  const query = anyQuery(given, values);
  const path = `${fillPath(given)}${query === '' ? '' : `?${query}`}`;
  const body = anyBody(given, values);
  const headers = anyHeaders(given, body !== null);
  if (random.chance(0.01))
    return { operation: null, method: operation.method, path: random.pick(strangePaths), headers, body };
  const method = random.chance(0.02) ? random.pick(strangeMethods) : operation.method;
  const isAsDocumented = method === operation.method;
  return { operation: isAsDocumented ? operation : null, method, path, headers, body: method === 'HEAD' ? null : body };
}
