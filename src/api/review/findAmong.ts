import type { HeldInvoice, InvoiceName } from '../../db/sql/review/holdInvoices.ts';

/** Finds an invoice by its name; null: it is not among them. */
export function findAmong(invoices: readonly HeldInvoice[]): (name: InvoiceName) => HeldInvoice | null {
  const byId = new Map(invoices.map((invoice) => [invoice.id, invoice]));
  const byExternalId = new Map(invoices.map((invoice) => [invoice.externalId, invoice]));
  return (name) => ('invoiceId' in name ? byId.get(name.invoiceId) : byExternalId.get(name.externalId)) ?? null;
}
