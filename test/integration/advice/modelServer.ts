import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

export interface Asked {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  /** As it came. */
  readonly body: string;
}

/** How many candidates, and the answer to them. */
export type Model = (candidateCount: number, response: ServerResponse) => void;

export interface ModelServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** How the model answers from now on; what was asked is forgotten. */
  answer(model: Model): void;
  close(): Promise<void>;
}

const requestShape = z.looseObject({ candidates: z.array(z.unknown()) });

export const send = (response: ServerResponse, body: unknown, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** The last candidate first. */
export const turned =
  (sentence = 'The last one is due.'): Model =>
  (count, response) =>
    send(response, { order: Array.from({ length: count }, (_, index) => String(count - index)), sentence });
/** The order that is. */
export const agreeing =
  (sentence = 'The first one fits.'): Model =>
  (_count, response) =>
    send(response, { order: ['1'], sentence });
export const failing: Model = (_count, response) => send(response, { error: 'no' }, 500);

/** A language model over real HTTP that answers as a test tells it. */
export async function openModelServer(): Promise<ModelServer> {
  let asked: Asked[] = [];
  let model: Model = failing;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', headers } = request;
    const body = await text(request);
    asked.push({ method, headers, body });
    model(requestShape.parse(JSON.parse(body)).candidates.length, response);
  };
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/advise`,
    get asked() {
      return asked;
    },
    answer(next) {
      asked = [];
      model = next;
    },
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
