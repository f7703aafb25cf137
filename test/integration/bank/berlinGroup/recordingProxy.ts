import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Agent, request } from 'undici';
import type { Exchange } from './judge.ts';

export interface RecordingProxy {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

const methods = ['GET', 'POST', 'DELETE'] as const;
const hopByHop: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

/** Stands before a bank and writes down what goes through, byte for byte but for the headers of the connection itself. */
export async function openRecordingProxy(target: string): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  const agent = new Agent();
  const pass = async (asked: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = methods.find((known) => known === asked.method) ?? 'GET';
    const url = new URL(asked.url ?? '/', target);
    const body = await text(asked);
    const headers = flat(asked.headers);
    const sent = Object.entries(headers).filter(([name]) => name !== 'host' && !hopByHop.has(name));
    const answer = await request(url, {
      dispatcher: agent,
      method,
      headers: Object.fromEntries(sent),
      ...(body === '' ? {} : { body }),
    });
    const answerBody = await answer.body.text();
    const answerHeaders = flat(answer.headers);
    const { statusCode: status } = answer;
    exchanges.push({
      method,
      path: url.pathname,
      query: [...url.searchParams],
      headers,
      body,
      status,
      answerHeaders,
      answerBody,
    });
    response
      .writeHead(status, Object.fromEntries(Object.entries(answerHeaders).filter(([name]) => !hopByHop.has(name))))
      .end(answerBody);
  };
  const server = createServer((asked, response) => {
    pass(asked, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    exchanges,
    async close() {
      server.close();
      server.closeAllConnections();
      await agent.close();
    },
  };
}

const flat = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
