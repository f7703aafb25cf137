import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Express, Request, Response } from 'express';
import type { Route } from './defineRoute.ts';
import { docsPage, docsScript, errorsPage, errorsStyle } from './docsPages.ts';
import { createOpenApi } from './openApi.ts';
import { contextOf } from './requestContext.ts';

const assetFolder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** Swagger UI sets styles on elements, which is no inline style; its images are data. No other origin at all. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `/openapi.json`, `/docs` and `/docs/errors`: open to everybody, without any other server (contract 3). */
export function mountDocs(app: Express, routes: readonly Route[]): void {
  const document = JSON.stringify(createOpenApi(routes));
  const serve = (path: string, answer: (response: Response) => void): void => {
    app.get(path, (request: Request, response: Response) => {
      contextOf(request).route = path;
      response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-cache' });
      answer(response);
    });
  };
  const text = (path: string, type: string, content: string): void =>
    serve(path, (response) => response.type(type).send(content));
  const asset = (name: string): void =>
    serve(`/docs/assets/${name}`, (response) => response.sendFile(name, { root: assetFolder }));

  text('/openapi.json', 'application/json', document);
  text('/docs', 'text/html; charset=utf-8', docsPage);
  text('/docs/errors', 'text/html; charset=utf-8', errorsPage);
  text('/docs/assets/start.js', 'text/javascript; charset=utf-8', docsScript);
  text('/docs/assets/errors.css', 'text/css; charset=utf-8', errorsStyle);
  asset('swagger-ui.css');
  asset('swagger-ui-bundle.js');
}
