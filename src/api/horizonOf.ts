import type { Principal } from './principal.ts';

/**
 * What a principal sees of keys and endpoints, which may be of several clients: all, or those of its own clients and no
 * other.
 */
export const horizonOf = ({ allClients, clientIds }: Principal): 'all' | readonly string[] =>
  allClients ? 'all' : clientIds.map((one) => one.toLowerCase());
