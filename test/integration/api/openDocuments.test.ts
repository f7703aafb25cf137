import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { allRoutes } from '../../../src/api/routes/index.ts';
import { errorCodes } from '../../../src/contracts/errorCodes.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

/** The parts of OpenAPI 3.1 that every document must have; additional members are the schemas'. */
const documentShape = z.looseObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.looseObject({ title: z.string().min(1), version: z.string().min(1) }),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(
      z.enum(['get', 'post', 'put', 'patch', 'delete']),
      z.looseObject({
        operationId: z.string().min(1),
        security: z.array(z.record(z.string(), z.array(z.string()))),
        parameters: z
          .array(z.looseObject({ name: z.string(), in: z.enum(['path', 'query', 'header']), schema: z.unknown() }))
          .optional(),
        responses: z.record(z.string().regex(/^([1-5]\d\d|default)$/), z.looseObject({ description: z.string() })),
      }),
    ),
  ),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

const refsOf = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === '$ref' && typeof member === 'string' ? [member] : refsOf(member),
  );
};

describe('/openapi.json', () => {
  test('S-9 it is OpenAPI 3.1, its references lead somewhere, operations have names of their own', async () => {
    const { status, body } = await api.call('GET', '/openapi.json');
    expect(status).toBe(200);
    const document = documentShape.parse(body);
    for (const ref of refsOf(body)) {
      expect(ref).toMatch(/^#\/components\/schemas\//);
      expect(document.components.schemas).toHaveProperty([ref.replace('#/components/schemas/', '')]);
    }
    const names = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map((operation) => operation.operationId),
    );
    expect(new Set(names).size).toBe(names.length);
    for (const [path, item] of Object.entries(document.paths))
      for (const operation of Object.values(item)) {
        const inPath = [...path.matchAll(/\{([a-z_]+)\}/g)].map(([, name]) => name);
        const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
        expect(declared).toEqual(inPath);
      }
  });

  test('C-3 every route is in it, with its scope, and nothing else', async () => {
    const { body } = await api.call('GET', '/openapi.json');
    const { paths } = documentShape.parse(body);
    const documented = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => `${method} ${path} ${String(operation['x-scope'])}`),
    );
    const mounted = allRoutes.map(
      ({ method, path, scope }) => `${method} ${path.replaceAll(/:([a-z_]+)/g, '{$1}')} ${String(scope ?? undefined)}`,
    );
    expect(documented.toSorted()).toEqual(mounted.toSorted());
  });

  test('S-17 every code is in it and on the page of errors', async () => {
    const [document, page] = await Promise.all([api.call('GET', '/openapi.json'), api.call('GET', '/docs/errors')]);
    const problem = z
      .looseObject({ properties: z.looseObject({ code: z.looseObject({ enum: z.array(z.string()) }) }) })
      .parse(documentShape.parse(document.body).components.schemas['Problem']);
    expect(problem.properties.code.enum.toSorted()).toEqual(Object.keys(errorCodes).toSorted());
    for (const code of Object.keys(errorCodes)) expect(page.text).toContain(`id="${code}"`);
  });
});

describe('/docs', () => {
  test('it loads nothing from another origin, and all that it loads is there', async () => {
    const page = await api.call('GET', '/docs');
    expect(page.status).toBe(200);
    const addresses = [...page.text.matchAll(/(?:src|href|action|data)\s*=\s*["']([^"']*)["']/gi)].map(
      ([, url]) => url,
    );
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) {
      const url = new URL(address ?? '', api.baseUrl);
      expect(url.origin).toBe(api.baseUrl);
      expect((await fetch(url)).status).toBe(200);
    }
    expect(page.text).not.toMatch(/https?:\/\/|@import|url\(/i);
    const start = await api.call('GET', '/docs/assets/start.js');
    expect(start.text).toContain("url: '/openapi.json'");
    expect(start.text).not.toMatch(/https?:\/\//);
  });

  test('C-15 the browser is told to load from here only and to frame nothing', async () => {
    const { headers } = await api.call('GET', '/docs');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|\*/);
    const json = await api.call('GET', '/health/live');
    expect(json.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(json.headers.get('x-content-type-options')).toBe('nosniff');
    expect(json.headers.get('x-powered-by')).toBeNull();
    expect(json.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('health', () => {
  test('E-1 live answers without anything behind it', async () => {
    const { status, body } = await api.call('GET', '/health/live');
    expect({ status, body }).toEqual({ status: 200, body: { status: 'live' } });
  });

  test('E-1 ready tells what is missing', async () => {
    const ready = await api.call('GET', '/health/ready');
    expect({ status: ready.status, body: ready.body }).toEqual({
      status: 200,
      body: {
        status: 'ready',
        checks: { database: true, migrations: true, secrets: true, temporal: true, shutting_down: false },
      },
    });
    api.engine.reachable = false;
    api.clock.advance(6_000); // what was seen of Temporal is remembered for five seconds
    const notReady = await api.call('GET', '/health/ready');
    api.engine.reachable = true;
    expect({ status: notReady.status, body: notReady.body }).toEqual({
      status: 503,
      body: {
        status: 'not_ready',
        checks: { database: true, migrations: true, secrets: true, temporal: false, shutting_down: false },
      },
    });
  });
});
