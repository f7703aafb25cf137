import { Agent, request } from 'undici';
import { z } from 'zod';

export interface Answer {
  readonly status: number;
  /** `{}` where it is not JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}
export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
export interface Caller {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

const methodShape = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
const anObject = z.record(z.string(), z.unknown());

/** Calls one server over HTTP with JSON; redirects are not followed. */
export function createCaller(baseUrl: string, headers: Readonly<Record<string, string>> = {}): Caller {
  const dispatcher = new Agent({ connections: 32 });
  return {
    async call(method, path, { body, headers: more = {} } = {}) {
      const response = await request(new URL(path, baseUrl), {
        method: methodShape.parse(method),
        dispatcher,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.body.text();
      const isJson = String(response.headers['content-type']).includes('json');
      return { status: response.statusCode, body: isJson ? anObject.parse(JSON.parse(text)) : {} };
    },
    close: () => dispatcher.close(),
  };
}
