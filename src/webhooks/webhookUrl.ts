import { isIP } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './publicAddress.ts';

/** Where webhooks may go (C-16). */
export interface WebhookReach {
  /** http, any port and loopback are allowed. */
  readonly sandbox: boolean;
  /** Hosts that may lie in a private network and use any port (WEBHOOK_PRIVATE_HOSTS). */
  readonly privateHosts: ReadonlySet<string>;
}

const publicPorts: ReadonlySet<string> = new Set(['', '443', '8443']);

/** Without brackets of IPv6, as resolvers and sockets take it. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** Why an address of a webhook is refused, in words for its owner; null: it is not. */
export function webhookUrlRule(text: string, reach: WebhookReach): string | null {
  if (!URL.canParse(text)) return 'an absolute address';
  const url = new URL(text);
  const { sandbox, privateHosts } = reach;
  const host = bareHost(url);
  if (url.protocol !== 'https:' && !(sandbox && url.protocol === 'http:')) return 'https is required';
  if (url.username !== '' || url.password !== '' || url.hash !== '') return 'no user, password or fragment';
  if (isIP(host) !== 0 && !mayConnect(host, host, reach)) return 'not an address on the public internet';
  if (sandbox || privateHosts.has(host) || publicPorts.has(url.port)) return null;
  return 'port 443 or 8443';
}

/** Whether a connection for `host` may be made to `address`, which is what it resolved to. */
export const mayConnect = (host: string, address: string, { sandbox, privateHosts }: WebhookReach): boolean =>
  isPublicAddress(address) || privateHosts.has(host.toLowerCase()) || (sandbox && isLoopbackAddress(address));
