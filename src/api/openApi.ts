import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { errorCodes } from '../contracts/errorCodes.ts';
import type { Route } from './defineRoute.ts';
import { confirmedItem } from './shapes/confirmedShape.ts';
import { invoiceItem } from './shapes/invoiceShape.ts';
import { problemShape } from './shapes/problemShape.ts';

const requestHeaders = z.object({
  'PSU-IP-Address': z.string().optional().meta({ description: "The end user's address, when a person is present" }),
  'PSU-User-Agent': z.string().optional(),
  'Kontosync-User': z.string().max(128).optional().meta({ description: "The ERP's id of the person who acts" }),
  Prefer: z.string().optional().meta({ description: '`respond-async`: 202 at once' }),
});
const postHeaders = requestHeaders.extend({
  'Idempotency-Key': z
    .string()
    .max(255)
    .optional()
    .meta({ description: 'The same request with the same key within 24 hours gets the same answer' }),
});

/** What a browser gets in the place of JSON. */
const pageOf = ({ answersBrowsers }: Route) =>
  answersBrowsers ? { 'text/html': { schema: { type: 'string' as const } } } : {};

const problemResponse = (description: string, route: Route) => ({
  description,
  content: { 'application/problem+json': { schema: problemShape }, ...pageOf(route) },
});

/** The codes of a status that any route may answer. */
const problemsByStatus = {
  400: 'invalid_json, duplicate_parameter',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  422: 'invalid_request',
  503: 'database_unavailable, engine_unavailable, overloaded',
} as const;

const isObject = (schema: z.ZodType): schema is z.ZodObject => schema instanceof z.ZodObject;
const hasMembers = (schema: z.ZodType): boolean => isObject(schema) && Object.keys(schema.shape).length > 0;

const operationId = (route: Route): string =>
  `${route.method}_${route.path.replaceAll(/[^a-z0-9]+/gi, '_').replaceAll(/^_|_$/g, '')}`;

function operation(route: Route): ZodOpenApiOperationObject {
  const successes = Object.entries(route.responses).map(
    ([status, schema]) =>
      [
        status,
        { description: `Answer ${status}`, content: { 'application/json': { schema }, ...pageOf(route) } },
      ] as const,
  );
  const problems = Object.entries(problemsByStatus).filter(
    ([status]) => route.scope !== null || (status !== '401' && status !== '403'),
  );
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.path.startsWith('/api/dnb') ? 'DNB' : (route.path.split('/')[3] ?? 'service')],
    security: route.scope === null ? [] : [{ apiKey: [] }],
    ...(route.scope === null ? {} : { 'x-scope': route.scope }),
    requestParams: {
      ...(isObject(route.params) && hasMembers(route.params) ? { path: route.params } : {}),
      ...(isObject(route.query) && hasMembers(route.query) ? { query: route.query } : {}),
      ...(route.scope !== null && route.method !== 'get'
        ? { header: route.method === 'post' ? postHeaders : requestHeaders }
        : {}),
    },
    ...(route.body === null ? {} : { requestBody: { content: { 'application/json': { schema: route.body } } } }),
    responses: {
      ...Object.fromEntries(problems.map(([status, codes]) => [status, problemResponse(codes, route)])),
      default: problemResponse('Any other code of /docs/errors', route),
      ...(route.answersBrowsers
        ? { 303: { description: 'A browser goes on to the return URL', content: pageOf(route) } }
        : {}),
      // Last: where a route answers one of these itself, its own shape counts.
      ...Object.fromEntries(successes),
    },
  };
}

/** The OpenAPI 3.1 document of these routes, of the schemas that validate their requests (S-9). */
export function createOpenApi(routes: readonly Route[]): Record<string, unknown> {
  const paths: ZodOpenApiPathsObject = {};
  for (const [path, group] of Map.groupBy(routes, (route) => route.path)) {
    const operations = group.map((route) => [route.method, operation(route)] as const);
    paths[path.replaceAll(/:([a-z_]+)/g, '{$1}')] = Object.fromEntries(operations);
  }
  return {
    ...createDocument(
      {
        openapi: '3.1.0',
        info: {
          title: 'Kontosync',
          version: '1.0.0',
          description:
            'Connects company bank accounts, imports every booked transaction and matches it to its invoice.',
        },
        servers: [{ url: '/' }],
        paths,
        components: {
          schemas: { Problem: problemShape, Invoice: invoiceItem, ConfirmedMatch: confirmedItem },
          securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of this service' } },
        },
      },
      { allowEmptySchema: { custom: true } },
    ),
    'x-error-codes': errorCodes,
  };
}
