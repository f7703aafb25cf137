import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';

export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is answered: a status with headers, or anything else by hand. */
export type Answer =
  | number
  | { readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | ((response: ServerResponse) => void);

/** An ERP's end of the webhooks, with its bad days (F17). */
export interface Receiver {
  readonly port: number;
  /** `path`: which endpoint it is; each has an answer of its own. */
  url(path: string): string;
  readonly received: ReceivedWebhook[];
  /** By path; 204 where nothing is said. */
  readonly answers: Map<string, Answer>;
  at(path: string): readonly ReceivedWebhook[];
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const received: ReceivedWebhook[] = [];
  const answers = new Map<string, Answer>();
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const path = request.url ?? '';
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      );
      received.push({ path, headers, body });
      answer(response, answers.get(path) ?? 204);
      return undefined;
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  const { port } = address;
  return {
    port,
    url: (path) => `http://127.0.0.1:${port}${path}`,
    received,
    answers,
    at: (path) => received.filter((one) => one.path === path),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response: ServerResponse, wanted: Answer): void {
  if (typeof wanted === 'function') wanted(response);
  else if (typeof wanted === 'number') response.writeHead(wanted).end();
  else response.writeHead(wanted.status, { ...wanted.headers }).end();
}

/** The body, as the package `standardwebhooks` lets it through for a secret; it throws for what is not signed so. */
export const verified = (webhook: ReceivedWebhook | undefined, secret: string): unknown => {
  if (webhook === undefined) throw new Error('nothing was received');
  return new Webhook(secret).verify(webhook.body, { ...webhook.headers });
};
