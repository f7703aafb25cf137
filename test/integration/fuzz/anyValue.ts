import type { Random } from '../../../simulator/ledger/random.ts';
import type { ValueSchema } from './documentedOperations.ts';
import { hostileTexts, hostileValues } from './hostileValues.ts';

export interface ValueSource {
  readonly random: Random;
  readonly schemas: Readonly<Record<string, ValueSchema>>;
  /** An id for a member of this name: mostly one that there is. */
  idFor(name: string): string;
  /** What a member called `code` or `state` holds. */
  readonly secretText: string;
}

const texts = ['Faktura 1001', 'Bjørn Ås AS', 'x', '12345678903', 'F1', 'F2', 'NO9386011117947', 'Ola'] as const;
const dates = ['2026-01-01', '2026-01-15', '2026-01-31', '2025-12-31', '2024-02-29', '2027-06-30'] as const;
const amounts = ['100.00', '0.01', '0', '50', '1250.00', '99.999', '10000000.00'] as const;
const byName: Readonly<Record<string, readonly string[]>> = {
  currency: ['NOK', 'NOK', 'EUR', 'JPY', 'XXX'],
  external_id: ['F1', 'F2', 'F3', 'F4', 'F5'],
  kid: ['2345676', '12345678903', '1'],
  psu_id: ['12345678910', 'AB12345'],
  org_number: ['923609016', '1'],
  types: ['sync.completed', 'sync.completed,match.created', 'no.such.type'],
};
const byFormat: Readonly<Record<string, readonly string[]>> = {
  date: dates,
  email: ['a@example.com', 'ola.nordmann+x@firma.example'],
  uri: ['https://erp.example/hook', 'https://erp.example:8443/a?b=c', 'http://127.0.0.1/'],
  'date-time': ['2027-01-01T00:00:00Z', '2026-12-01T12:00:00+01:00'],
};

function anyText(schema: ValueSchema, name: string, { random, idFor, secretText }: ValueSource): string {
  if (schema.format === 'uuid') return idFor(name);
  if (name === 'code' || name === 'state') return secretText;
  const known =
    byName[name] ?? byFormat[schema.format ?? ''] ?? (schema.pattern?.includes('\\d{1,14}') ? amounts : null);
  if (known !== null) return random.chance(0.95) ? random.pick(known) : random.pick(hostileTexts);
  return random.chance(0.85) ? random.pick(texts) : random.pick(hostileTexts).slice(0, schema.maxLength ?? 1_000);
}

/** A value as the schema wants it: optional members come and go, ids are mostly of things that exist. */
export function anyValue(schema: ValueSchema, name: string, source: ValueSource): unknown {
  const { random, schemas } = source;
  if (schema.$ref !== undefined)
    return anyValue(schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {}, name, source);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return anyValue(random.pick(alternatives), name, source);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  const { type = 'string' } = schema;
  switch (typeof type === 'string' ? type : random.pick(type)) {
    case 'object': {
      const members = Object.entries(schema.properties ?? {}).filter(
        ([member]) => schema.required?.includes(member) || random.chance(0.4),
      );
      return Object.fromEntries(members.map(([member, inner]) => [member, anyValue(inner, member, source)]));
    }
    case 'array': {
      const length = random.int(schema.minItems ?? 0, (schema.minItems ?? 0) + 3);
      return Array.from({ length }, () => anyValue(schema.items ?? {}, name, source));
    }
    case 'integer':
    case 'number':
      if (random.chance(0.1)) return random.pick([schema.minimum ?? 0, schema.maximum ?? Number.MAX_SAFE_INTEGER]);
      return random.int(schema.minimum ?? 0, (schema.minimum ?? 0) + (name === 'version' ? 1 : 40));
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    default:
      return anyText(schema, name, source);
  }
}

/** The value with one thing wrong: somewhere a member is missing, too many, or not what it should be. */
export function spoil(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.15)) return random.pick(hostileValues);
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (items.length === 0) return [random.pick(hostileValues)];
    const at = random.int(0, items.length - 1);
    return random.chance(0.3) ? [...items, ...items] : items.with(at, spoil(items[at], random));
  }
  const members = Object.entries(value);
  if (members.length === 0 || random.chance(0.2))
    return { ...value, [random.pick(hostileTexts)]: random.pick(hostileValues) };
  const [name] = random.pick(members);
  if (random.chance(0.25)) return Object.fromEntries(members.filter(([other]) => other !== name));
  return Object.fromEntries(members.map(([other, inner]) => [other, other === name ? spoil(inner, random) : inner]));
}
