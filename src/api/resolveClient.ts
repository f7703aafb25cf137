import type { ApiDeps } from './apiDeps.ts';
import type { Principal } from './principal.ts';
import { invalidRequest } from './problem.ts';
import { requireClient, requireOwner } from './requireOwner.ts';

/** What a list may be bounded by; any of them says whose rows are meant. */
export interface ListBounds {
  readonly client_id?: string | undefined;
  readonly connection_id?: string | undefined;
  readonly account_id?: string | undefined;
  readonly sync_run_id?: string | undefined;
}

/**
 * The client whose rows a list shows: the one that is named, else the owner of what is named, else the only one that the
 * key may act for. Throws 404 for a foreign or unknown one (C-4), 422 where it could be several.
 */
export async function resolveClient(
  { orm }: Pick<ApiDeps, 'orm'>,
  principal: Principal,
  bounds: ListBounds,
): Promise<string> {
  const { client_id, connection_id, account_id, sync_run_id } = bounds;
  if (client_id !== undefined) return requireClient(principal, client_id);
  if (connection_id !== undefined) return requireOwner(orm, principal, 'connection', connection_id);
  if (account_id !== undefined) return requireOwner(orm, principal, 'account', account_id);
  if (sync_run_id !== undefined) return requireOwner(orm, principal, 'sync_run', sync_run_id);
  const [only, ...others] = principal.clientIds;
  if (principal.allClients || only === undefined || others.length > 0)
    throw invalidRequest([{ path: 'client_id', message: 'needed, as the key may act for several clients' }]);
  return only.toLowerCase();
}
