import type { EntityManager } from '@mikro-orm/postgresql';
import { countClosed, countOpen, type IssuedCount } from '../../db/sql/matching/ledger/countOpen.ts';

/** Open invoices of a bucket and currency, issued by a booking date; 0 where there are none. */
export type OpenOn = (bucket: number, currency: string, day: string) => number;

/**
 * Open invoices of one client within one transaction: counted once, as a million of them take a fifth of a second, and then
 * less by what the transaction itself closes.
 */
export class OpenCounts {
  readonly #em: EntityManager;
  readonly #clientId: string;
  #issued: readonly IssuedCount[] | null = null;

  constructor(em: EntityManager, clientId: string) {
    this.#em = em;
    this.#clientId = clientId;
  }

  /** @param days booking dates that are asked about */
  async on(days: readonly string[]): Promise<OpenOn> {
    this.#issued ??= await countOpen(this.#em, this.#clientId);
    const counts = new Map<string, number>();
    for (const day of days)
      for (const { bucket, currency, issueDate, count } of this.#issued) {
        if (issueDate > day) continue;
        const key = `${bucket} ${currency} ${day}`;
        counts.set(key, (counts.get(key) ?? 0) + count);
      }
    return (bucket, currency, day) => counts.get(`${bucket} ${currency} ${day}`) ?? 0;
  }

  /** Tells of invoices that something was allocated of, after it was written. */
  async took(invoiceIds: readonly string[]): Promise<void> {
    if (this.#issued === null || invoiceIds.length === 0) return;
    const closed = await countClosed(this.#em, this.#clientId, invoiceIds);
    this.#issued = [...this.#issued, ...closed.map(({ count, ...of }) => ({ ...of, count: -count }))];
  }
}
