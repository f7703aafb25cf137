import type { EntityManager } from '@mikro-orm/postgresql';
import { calendarDate, daysBetween } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

/** Of a match's first item, in the engine's order: whose it is, and how late it was paid (matching 4, DATE). */
export interface FirstItem {
  readonly party_id: string;
  readonly booking_date: string;
  /** From due date to booking; early is negative. */
  readonly lag_days: number;
}

interface Allocating {
  readonly id: string;
  readonly transactionId: string;
  readonly allocations: readonly { readonly invoiceId: string }[];
}

/**
 * By match id; a match without items has none. Invoices and rows are read by their keys and put together here: of tables
 * that were filled a moment ago PostgreSQL has no statistics, and in a join it may walk all of the client's for each match.
 */
export async function readFirstItems(
  em: EntityManager,
  clientId: string,
  matches: readonly Allocating[],
): Promise<ReadonlyMap<string, FirstItem>> {
  const invoiceIds = matches.flatMap(({ allocations }) => allocations.map(({ invoiceId }) => invoiceId));
  if (invoiceIds.length === 0) return new Map();
  const invoices = await query<{ id: string; party_id: string; due_date: string }>(
    em,
    `select id, party_id, due_date from invoices where client_id = $1 and id = any($2)
     order by kind = 'credit_note', length(number), number collate "C", id`,
    [clientId, invoiceIds],
  );
  const rows = await query<{ id: string; booking_date: string }>(
    em,
    'select id, booking_date from bank_transactions where client_id = $1 and id = any($2)',
    [clientId, matches.map(({ transactionId }) => transactionId)],
  );
  const place = new Map(invoices.map(({ id }, index) => [id, index]));
  const bookingDates = new Map(rows.map(({ id, booking_date }) => [id, booking_date]));
  return new Map(
    matches.flatMap(({ id, transactionId, allocations }): readonly [string, FirstItem][] => {
      const places = allocations.map(({ invoiceId }) => place.get(invoiceId) ?? invoices.length);
      const first = invoices[Math.min(...places)];
      const bookingDate = bookingDates.get(transactionId);
      if (first === undefined || bookingDate === undefined) return [];
      const lagDays = daysBetween(calendarDate(first.due_date), calendarDate(bookingDate));
      return [[id, { party_id: first.party_id, booking_date: bookingDate, lag_days: lagDays }]];
    }),
  );
}
