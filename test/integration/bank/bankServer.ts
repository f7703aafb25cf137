import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { BankError, type BankErrorDetails } from '../../../src/bank/bankError.ts';
import { type BankLimits, defaultBankLimits } from '../../../src/bank/bankLimits.ts';
import { type ClosableBankPort, createDnbOauth2, type DnbEndpoint } from '../../../src/bank/dnb/oauth2.ts';
import { simulatorCredentials } from '../../../src/config.ts';

export interface SeenRequest {
  readonly method: string;
  /** With its query, as it stood in the request line. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (request: SeenRequest, response: ServerResponse, index: number) => void;

export interface BankServer {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** How this bank answers from now on; what was seen is forgotten. */
  answer(answer: Answer): void;
  /** An adapter of its own for this server; closed with it. */
  port(limits?: Partial<BankLimits>, changes?: Partial<DnbEndpoint>): ClosableBankPort;
  close(): Promise<void>;
}

/** The present of every adapter here: it stands still. */
export const nowMs = Date.parse('2026-03-02T10:00:00Z');

const notFound: Answer = (_request, response) => void response.writeHead(404).end();

/** A server that does as it is told: the behaviour that no bank promises. */
export async function openBankServer(): Promise<BankServer> {
  let seen: SeenRequest[] = [];
  let answer = notFound;
  const ports: ClosableBankPort[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const asked = { method, url, headers, body: await text(request) };
    seen.push(asked);
    answer(asked, response, seen.length);
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    get seen() {
      return seen;
    },
    answer(next) {
      seen = [];
      answer = next;
    },
    port(limits = {}, changes = {}) {
      const port = createDnbOauth2(
        { ...simulatorCredentials, redirectUri: '', scope: '', sandbox: true, baseUrl: url, tls: {}, ...changes },
        { now: () => nowMs },
        { ...defaultBankLimits, ...limits },
      );
      ports.push(port);
      return port;
    },
    async close() {
      await Promise.all(ports.map((port) => port.close()));
      server.close();
      server.closeAllConnections();
    },
  };
}

export const json = (response: ServerResponse, body: unknown, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

export const secrets = { accessToken: 'canary-access', refreshToken: 'canary-refresh' };

/** What the call was refused with. Throws where it succeeded, or failed in another way than by `BankError`. */
export async function refusalOf(work: Promise<unknown>): Promise<BankErrorDetails> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('value' in outcome) throw new Error('the call succeeded');
  if (outcome.error instanceof BankError) return outcome.error.details;
  throw outcome.error;
}
