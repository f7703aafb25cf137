import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

const lockOf = `hashtextextended('matching/' || $1, 0)`;

/**
 * The matcher decides about a client alone (D-11), until the transaction ends: who holds it off is waited for, and what it
 * has read of rows, invoices, vetoes and settings stays so until its matches stand (matching 6).
 */
export async function lockMatching(em: EntityManager, clientId: string): Promise<void> {
  await query(em, `select pg_advisory_xact_lock(${lockOf})`, [clientId]);
}

/**
 * Keeps the matcher off the client until the transaction ends, any number of writers at a time. Whoever changes what the
 * matcher decides by, stored rows, invoices or settings, calls it before it holds any of them: then rows in the order of
 * their ids, review items, invoices in that of `external_id`, matches, and last the feed of changes. One order for all
 * ends in no deadlock.
 */
export async function holdOffMatching(em: EntityManager, clientId: string): Promise<void> {
  await query(em, `select pg_advisory_xact_lock_shared(${lockOf})`, [clientId]);
}
