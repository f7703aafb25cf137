import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const file = join(import.meta.dirname, '../../../vectors/berlin-group/psd2-api_1.3.4_20190717v1.official.yaml');

const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().default(false),
});
export type Parameter = z.output<typeof parameterSchema> & { /** A pointer to its schema. */ readonly at: string };

const objectSchema = z.record(z.string(), z.unknown());
type Document = z.output<typeof objectSchema>;

/** The Berlin Group's own OpenAPI file, as it is published. */
export interface Description {
  /** All of it, to resolve pointers in. */
  readonly document: Document;
  /** The path as it is described, such as `/v1/consents/{consentId}`; null: no such call. */
  operationOf(method: string, path: string): Operation | null;
}
export interface Operation {
  /** Such as `GET /v1/accounts`. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly pathValues: Readonly<Record<string, string>>;
  /** Pointers to schemas; null: it has none. */
  readonly requestBody: string | null;
  answer(status: number): { readonly body: string | null; readonly headers: readonly Parameter[] } | null;
}

const escaped = (token: string): string => token.replaceAll('~', '~0').replaceAll('/', '~1');
const pointerOf = (...tokens: readonly string[]): string => `#/${tokens.map(escaped).join('/')}`;

export function loadDescription(): Description {
  const document = objectSchema.parse(parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 }));

  const lookUp = (pointer: string): unknown =>
    pointer
      .slice(2)
      .split('/')
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>(
        (found, token) => (typeof found === 'object' && found !== null ? Reflect.get(found, token) : undefined),
        document,
      );
  /** Where a thing is described: what it refers to, or itself. */
  const homeOf = (pointer: string): string => {
    const found = lookUp(pointer);
    return isObject(found) && typeof found['$ref'] === 'string' ? homeOf(found['$ref']) : pointer;
  };
  const under = (pointer: string, ...tokens: readonly string[]): string | null => {
    const full = `${pointer}/${tokens.map(escaped).join('/')}`;
    return lookUp(full) === undefined ? null : homeOf(full);
  };
  const parametersIn = (pointer: string): readonly Parameter[] => {
    const listed = lookUp(`${pointer}/parameters`);
    if (!Array.isArray(listed)) return [];
    return listed.map((_entry, index) => {
      const home = homeOf(`${pointer}/parameters/${index}`);
      return { ...parameterSchema.parse(lookUp(home)), at: `${home}/schema` };
    });
  };
  const headersIn = (pointer: string): readonly Parameter[] => {
    const listed = lookUp(`${pointer}/headers`);
    if (!isObject(listed)) return [];
    return Object.keys(listed).map((name) => {
      const home = homeOf(`${pointer}/headers/${escaped(name)}`);
      const { required } = z.object({ required: z.boolean().default(false) }).parse(lookUp(home));
      return { name, in: 'header', required, at: `${home}/schema` };
    });
  };

  const described = Object.keys(objectSchema.parse(document['paths'])).map((template) => {
    const names = [...template.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
    return { template, names, form: new RegExp(`^${template.replace(/\{[^}]+\}/g, '([^/]+)')}/?$`) };
  });
  // OpenAPI: of paths that fit, the more concrete one is meant.
  const templates = described.toSorted((a, b) => a.names.length - b.names.length);
  return {
    document,
    operationOf(method, path) {
      for (const { template, names, form } of templates) {
        const [, ...values] = form.exec(path) ?? [];
        const pointer = pointerOf('paths', template, method.toLowerCase());
        if (!form.test(path) || lookUp(pointer) === undefined) continue;
        return {
          name: `${method} ${template}`,
          parameters: [...parametersIn(pointerOf('paths', template)), ...parametersIn(pointer)],
          pathValues: Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(values[at] ?? '')])),
          requestBody: bodyIn(under(pointer, 'requestBody')),
          answer(status) {
            const answer = under(pointer, 'responses', String(status));
            return answer === null ? null : { body: bodyIn(answer), headers: headersIn(answer) };
          },
        };
      }
      return null;
    },
  };

  function bodyIn(pointer: string | null): string | null {
    return pointer === null ? null : under(pointer, 'content', 'application/json', 'schema');
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
