import { request } from 'undici';
import type { z } from 'zod';

type Headers = Readonly<Record<string, string>>;

export interface JsonClient {
  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>>;
  post<Schema extends z.ZodType>(
    path: string,
    body: unknown,
    schema: Schema,
    headers?: Headers,
  ): Promise<z.output<Schema>>;
  put<Schema extends z.ZodType>(path: string, body: unknown, schema: Schema): Promise<z.output<Schema>>;
}

/** JSON over HTTP for the demo's own calls. Throws with method, path (without its query, which may hold a code) and status. */
export function createJsonClient(baseUrl: string, headers: Headers, signal: AbortSignal): JsonClient {
  const call = async <Schema extends z.ZodType>(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    schema: Schema,
    content?: unknown,
    more: Headers = {},
  ): Promise<z.output<Schema>> => {
    const answer = await request(`${baseUrl}${path}`, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers, ...more },
      ...(content === undefined ? {} : { body: JSON.stringify(content) }),
      signal,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300)
      throw new Error(`${method} ${path.split('?')[0]} answered ${answer.statusCode}: ${problemOf(text)}`);
    const json: unknown = JSON.parse(text);
    return schema.parse(json);
  };
  return {
    get: (path, schema) => call('GET', path, schema),
    post: (path, body, schema, more) => call('POST', path, schema, body, more),
    put: (path, body, schema) => call('PUT', path, schema, body),
  };
}

/** The message of a problem, which holds no secret; nothing of any other answer. */
function problemOf(text: string): string {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && 'message' in parsed ? String(parsed.message) : '';
  } catch {
    return '';
  }
}
