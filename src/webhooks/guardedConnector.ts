import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { mayConnect, type WebhookReach } from './webhookUrl.ts';

/** What a host's name means just now. */
export type Resolve = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

/** Every address of a host is one that webhooks must not reach. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'ADDRESS_REFUSED';
  constructor() {
    super('the host has no address that webhooks may reach');
  }
}

export const resolveBySystem: Resolve = (hostname, callback) => systemLookup(hostname, { all: true }, callback);

/**
 * Connects to addresses that were looked at, and to no others (C-16): the name is resolved once for each connection, what
 * must not be reached is left out, and the socket gets the rest. So a name that means something else a moment later does
 * not matter.
 */
export function createGuardedConnector(
  reach: WebhookReach,
  { resolve, timeoutMs }: { readonly resolve: Resolve; readonly timeoutMs: number },
): buildConnector.connector {
  const lookup: LookupFunction = (hostname, { all }, callback) => {
    resolve(hostname, (error, addresses) => {
      const allowed = (error === null ? addresses : []).filter(({ address }) => mayConnect(hostname, address, reach));
      const [first] = allowed;
      if (error !== null) callback(error, '', 0);
      else if (first === undefined) callback(new AddressRefused(), '', 0);
      else if (all === true) callback(null, [...allowed]);
      else callback(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ timeout: timeoutMs, lookup, allowH2: false });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[(.*)\]$/, '$1');
    // An address in place of a name is never looked up.
    if (isIP(host) !== 0 && !mayConnect(host, host, reach)) callback(new AddressRefused(), null);
    else connect(options, callback);
  };
}
