import { createServer, type Server } from 'node:net';
import { ConfigurationError } from '../config.ts';

export interface PortWish {
  /** The variable that changes it, for messages. */
  readonly variable: string;
  readonly wanted: number;
  /** Set by the person: then no other port will do. */
  readonly isSet: boolean;
}

const NEIGHBOURS = 20;

/**
 * Chooses the ports of the local parts on 127.0.0.1 (contract 2): the wanted one where it is free; where it is taken and
 * its variable is not set, one of the next, so that it is found again. Throws `ConfigurationError` that names the
 * variable. All are held until the last is chosen, so no two get the same.
 */
export async function choosePorts<Name extends string>(
  wishes: Readonly<Record<Name, PortWish>>,
): Promise<Record<Name, number>>;
export async function choosePorts(wishes: Readonly<Record<string, PortWish>>): Promise<Record<string, number>> {
  const held = new Map<string, Server>();
  const chosen: Record<string, number> = {};
  // What the person fixed goes first: a free choice must not take its place.
  const inOrder = Object.entries(wishes).toSorted(([, a], [, b]) => Number(b.isSet) - Number(a.isSet));
  try {
    for (const [name, wish] of inOrder) {
      const twin = inOrder.find(([other]) => held.has(other) && chosen[other] === wish.wanted);
      const { server, port } = await choose(wish, twin?.[1].variable);
      held.set(name, server);
      chosen[name] = port;
    }
    return chosen;
  } finally {
    await Promise.all([...held.values()].map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

/** A port of 127.0.0.1 that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  const { port } = await choosePorts({ port: { variable: 'PORT', wanted: 0, isSet: false } });
  return port;
}

/** Whether nobody listens at a port of 127.0.0.1 at this moment. */
export async function isFree(port: number): Promise<boolean> {
  const result = await listen(port);
  if (typeof result === 'string') return false;
  await new Promise((resolve) => result.server.close(resolve));
  return true;
}

async function choose(wish: PortWish, twin: string | undefined): Promise<{ server: Server; port: number }> {
  const { variable, wanted, isSet } = wish;
  const candidates =
    isSet || wanted === 0 ? [wanted] : Array.from({ length: NEIGHBOURS }, (_, i) => wanted + i).concat(0);
  let code = '';
  for (const candidate of candidates) {
    const result = await listen(candidate);
    if (typeof result === 'object') return result;
    code = result;
  }
  if (twin !== undefined) throw new ConfigurationError(`${variable}: port ${wanted} is already given to ${twin}.`);
  if (code === 'EACCES') throw new ConfigurationError(`${variable}: port ${wanted} needs rights that this user lacks.`);
  throw new ConfigurationError(`${variable}: port ${wanted} is taken. Choose another, or end what uses it.`);
}

/** The server that holds the port, or the error's code. */
const listen = (wanted: number): Promise<{ server: Server; port: number } | string> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address ? address.port : wanted });
    });
  });
