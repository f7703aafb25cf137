import type { MikroORM } from '@mikro-orm/postgresql';
import { findOwner, type OwnedKind } from '../db/sql/read/findOwner.ts';
import { acrossClients } from '../db/tenantScope.ts';
import type { Principal } from './principal.ts';
import { notFound } from './problem.ts';

/** The client a request names, where the caller may act for it. Throws 404, as for an unknown one (C-4). */
export function requireClient(principal: Principal, clientId: string): string {
  if (!principal.mayActFor(clientId)) throw notFound();
  return clientId.toLowerCase();
}

/**
 * The client of a row that a request names by its id alone. Throws 404 where there is no such row or it is of a client
 * that the caller may not act for (C-4): both cost one look-up.
 */
export async function requireOwner(orm: MikroORM, principal: Principal, kind: OwnedKind, id: string): Promise<string> {
  const clientId = await acrossClients(orm.em, (em) => findOwner(em, kind, id));
  if (clientId === null) throw notFound();
  return requireClient(principal, clientId);
}
