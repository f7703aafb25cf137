import { request } from 'undici';
import type { z } from 'zod';

export interface JsonCall<T extends z.ZodType> {
  readonly url: string;
  readonly answer: T;
  /** Sent as JSON, by POST; absent: GET. */
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One call and its checked answer. Throws for any status but 2xx, with what the server said. */
export async function callJson<T extends z.ZodType>({ url, answer, body, headers }: JsonCall<T>): Promise<z.infer<T>> {
  const response = await request(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.body.text();
  const { pathname } = new URL(url);
  if (response.statusCode >= 300) throw new Error(`${pathname} answers ${response.statusCode}: ${text.slice(0, 500)}`);
  return answer.parse(JSON.parse(text));
}
