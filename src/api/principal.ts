import type { Scope } from '../contracts/scopes.ts';

/** Who calls: an API key and what it may do (C-1, C-3). */
export interface Principal {
  /** The key's id. */
  readonly id: string;
  readonly scopes: readonly Scope[];
  readonly allClients: boolean;
  readonly clientIds: readonly string[];
  mayActFor(clientId: string): boolean;
}

export function createPrincipal(key: {
  readonly id: string;
  readonly scopes: readonly Scope[];
  readonly allClients: boolean;
  readonly clientIds: readonly string[];
}): Principal {
  const clients = new Set(key.clientIds.map((clientId) => clientId.toLowerCase()));
  return { ...key, mayActFor: (clientId) => key.allClients || clients.has(clientId.toLowerCase()) };
}

/** The caller of an open route: may do nothing. */
export const anonymous: Principal = createPrincipal({ id: 'anonymous', scopes: [], allClients: false, clientIds: [] });
