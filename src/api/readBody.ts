import express, { type Request, type Response } from 'express';
import { ApiProblem, invalidRequest } from './problem.ts';

const maxDepth = 10;
const dangerousNames = new Set(['__proto__', 'constructor', 'prototype']);
const jsonType = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/** C-10: names that reach an object's prototype, and nesting beyond what any of our bodies has. */
function refuseDangerous(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > maxDepth) throw invalidRequest([{ path: 'body', message: `nested deeper than ${maxDepth}` }]);
  if (Array.isArray(value)) {
    for (const item of value) refuseDangerous(item, depth + 1);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    if (dangerousNames.has(name)) throw invalidRequest([{ path: name, message: 'this name is not allowed' }]);
    refuseDangerous(member, depth + 1);
  }
}

/** The parser's errors carry a `type` (body-parser's documentation lists them). */
function classify(error: unknown): unknown {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  switch (type) {
    case 'entity.parse.failed':
      return new ApiProblem('invalid_json', { cause: error });
    case 'entity.too.large':
      return new ApiProblem('body_too_large', { cause: error });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new ApiProblem('unsupported_media_type', { cause: error });
    case 'request.aborted':
    case 'request.size.invalid':
      return new ApiProblem('invalid_json', { cause: error, detail: 'The body is shorter than it was announced.' });
    default:
      return error;
  }
}

export type BodyReader = (request: Request, response: Response) => Promise<unknown>;

/**
 * Reads a JSON object or array of at most `limitBytes`, uncompressed. No body counts as `{}`, so that its schema can name
 * what is missing. Throws `ApiProblem` 400, 413, 415, 422.
 */
export function createBodyReader(limitBytes: number): BodyReader {
  const parser = express.json({ limit: limitBytes, type: () => true, inflate: false, strict: true });
  return async (request, response) => {
    if (!hasBody(request)) return {};
    if (!jsonType.test(request.get('content-type') ?? '')) throw new ApiProblem('unsupported_media_type');
    await new Promise<void>((resolve, reject) => {
      parser(request, response, (error?: unknown) => {
        if (error === undefined) resolve();
        else reject(classify(error));
      });
    });
    const body: unknown = request.body;
    refuseDangerous(body, 1);
    return body;
  };
}
