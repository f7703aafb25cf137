import { createOpenApi } from '../../../src/api/openApi.ts';
import { allRoutes } from '../../../src/api/routes/index.ts';

/** The part of a JSON schema that a generated value depends on. */
export interface ValueSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly anyOf?: readonly ValueSchema[];
  readonly oneOf?: readonly ValueSchema[];
  readonly items?: ValueSchema;
  readonly minItems?: number;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly examples?: readonly unknown[];
}

interface DocumentedParameter {
  readonly name: string;
  readonly in: string;
  readonly schema: ValueSchema;
}

interface DocumentedOperation {
  readonly 'x-scope'?: string;
  readonly parameters?: readonly DocumentedParameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: ValueSchema } } };
}

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, ValueSchema>> };
}

export interface Operation {
  /** `GET /api/v1/accounts/{id}` */
  readonly name: string;
  readonly method: string;
  /** As the document writes it: `/api/v1/accounts/{id}`. */
  readonly path: string;
  readonly isOpen: boolean;
  readonly query: readonly DocumentedParameter[];
  readonly body: ValueSchema | null;
}

const isDocument = (value: unknown): value is OpenApiDocument =>
  typeof value === 'object' && value !== null && 'paths' in value && 'components' in value;

/** The document as a caller reads it. */
export function readDocument(): OpenApiDocument {
  const document: unknown = JSON.parse(JSON.stringify(createOpenApi(allRoutes)));
  if (!isDocument(document)) throw new Error('no OpenAPI document');
  return document;
}

export const operationsOf = ({ paths }: OpenApiDocument): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      isOpen: operation['x-scope'] === undefined,
      query: (operation.parameters ?? []).filter((one) => one.in === 'query'),
      body: operation.requestBody?.content['application/json'].schema ?? null,
    })),
  );
