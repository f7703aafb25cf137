import { createHash } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { findOwner, type OwnedKind } from '../../db/sql/read/findOwner.ts';
import { acrossClients } from '../../db/tenantScope.ts';
import type { Route } from '../defineRoute.ts';
import type { Principal } from '../principal.ts';
import { id } from '../shapes/fields.ts';

/** What `:id` names, by the word before it in the path. */
const kindsInPath: Readonly<Record<string, OwnedKind>> = {
  connections: 'connection',
  transactions: 'transaction',
  accounts: 'account',
  matches: 'match',
  tasks: 'task',
  'review-items': 'review_item',
  'sync-runs': 'sync_run',
};

/** Members by which a body says whose it is. */
const named = z.object({ client_id: id.optional(), connection_id: id.optional(), transaction_id: id.optional() });

export interface SubjectOptions {
  readonly orm: MikroORM;
  readonly principal: Principal;
  readonly route: Pick<Route, 'path'>;
  readonly params: unknown;
  readonly body: unknown;
}

/** The row that the request names by its id; null: none. */
function namedRow({ route, params, body }: SubjectOptions): readonly [OwnedKind, string] | null {
  const word = /([a-z-]+)\/:id(\/|$)/.exec(route.path)?.[1];
  const kind = word === undefined ? undefined : kindsInPath[word];
  const inPath = z.object({ id }).safeParse(params);
  if (kind !== undefined && inPath.success) return [kind, inPath.data.id];
  const { connection_id, transaction_id } = named.safeParse(body).data ?? {};
  if (connection_id !== undefined) return ['connection', connection_id];
  return transaction_id === undefined ? null : ['transaction', transaction_id];
}

async function clientOf(options: SubjectOptions): Promise<string | null> {
  const client = named.safeParse(options.body).data?.client_id;
  if (client !== undefined) return client;
  const row = namedRow(options);
  return row === null ? null : acrossClients(options.orm.em, (em) => findOwner(em, ...row));
}

/** A principal's own scope has the form of a client's id, so that one policy holds for both. */
function scopeOfPrincipal({ id: principalId }: Principal): string {
  const hex = createHash('sha256').update(`kontosync/principal/${principalId}`).digest('hex');
  // Version 8 (RFC 9562): an id of our own making, which no ERP's random or timed UUID equals.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-b${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * In whose scope an `Idempotency-Key` counts (C-13): the client's that the request is about, whichever of its keys sends
 * it; else, and for a client that the caller may not act for, the principal's own.
 */
export async function subjectOf(options: SubjectOptions): Promise<string> {
  const clientId = await clientOf(options);
  return clientId !== null && options.principal.mayActFor(clientId) ? clientId : scopeOfPrincipal(options.principal);
}
