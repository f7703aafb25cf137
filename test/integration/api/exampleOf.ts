/** The part of a JSON schema that the smallest valid value depends on. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly examples?: readonly unknown[];
  readonly $ref?: string;
}

const byFormat: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  email: 'a@example.com',
  uri: 'https://a.example',
};

/**
 * The smallest value that fits a schema of the OpenAPI document: required members only. `idOf` gives the id for a member
 * by its name (`connection_id`).
 */
export function exampleOf(schema: JsonSchema, idOf: (name: string) => string, name = ''): unknown {
  const [alternative] = schema.anyOf ?? schema.oneOf ?? [];
  if (alternative !== undefined) return exampleOf(alternative, idOf, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object': {
      const members = (schema.required ?? []).map((member) => {
        const memberSchema = schema.properties?.[member] ?? {};
        return [member, exampleOf(memberSchema, idOf, member)] as const;
      });
      return Object.fromEntries(members);
    }
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => exampleOf(schema.items ?? {}, idOf, name));
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      if (schema.format === 'uuid') return idOf(name);
      if (schema.examples?.[0] !== undefined) return schema.examples[0];
      return (schema.format === undefined ? undefined : byFormat[schema.format]) ?? 'x'.repeat(schema.minLength ?? 1);
  }
}
