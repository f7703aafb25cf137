import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerClientError } from './answerClientError.ts';
import type { ApiDeps } from './apiDeps.ts';
import { createApp } from './createApp.ts';
import { sweepExpired } from './sweepExpired.ts';

/** The API could not take its port: the message names the variable that changes it. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

export interface RunningApi {
  readonly port: number;
  /** Takes no new requests, lets those in flight end, cuts what is left after `graceMs` (E-3). */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

const defaultGraceMs = 10_000;

/** What a request may take (C-10). Node looks only each `connectionsCheckingInterval` whether a limit is past. */
const httpLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16 * 1024,
} as const;

async function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') reject(error);
      else reject(new PortTakenError(`port ${port} is taken: set PORT to a free one`, { cause: error }));
    });
    server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}

/** Serves the API; port 0 takes a free one. Limits of C-10. Throws `PortTakenError`. */
export async function startApi({
  deps,
  port,
  host,
  limits = {},
}: {
  readonly deps: ApiDeps;
  readonly port: number;
  readonly host?: string;
  /** Tests shorten them. */
  readonly limits?: Partial<Record<keyof typeof httpLimits, number>>;
}): Promise<RunningApi> {
  const server = createServer({ ...httpLimits, ...limits }, createApp(deps));
  server.on('clientError', answerClientError);
  const taken = await listen(server, port, host);
  const stopSweeping = sweepExpired(deps);
  return {
    port: taken,
    close: ({ graceMs = defaultGraceMs } = {}) => {
      stopSweeping();
      return close(server, graceMs);
    },
  };
}
