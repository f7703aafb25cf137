import { z } from 'zod';
import { BankError } from '../bankError.ts';
import { parseBankJson } from '../bankJson.ts';
import type { BankLimits } from '../bankLimits.ts';
import { accountReferenceSchema } from './textFields.ts';

// A link in a form that is not understood must not look like the last page: it is refused with its page.
const nextSchema = z.union([z.string(), z.object({ href: z.string().nullish() }).transform(({ href }) => href)]);
const linksSchema = z.union([z.object({ next: nextSchema.nullish() }), z.tuple([]).transform(() => null)]).nullish();

const pageSchema = z.object({
  account: accountReferenceSchema,
  // The array that a row is in is its status (bank B). Pending rows are a set of their own and are never counted.
  transactions: z.object({
    booked: z.array(z.unknown()).default([]),
    pending: z.array(z.unknown()).catch([]),
    _links: linksSchema,
  }),
  links: linksSchema,
  _links: linksSchema,
});
export type ParsedPage = z.infer<typeof pageSchema>;

/** A page is asked for its links, its booked rows and its pending ones: its body is parsed once. */
const parsedPages = new WeakMap<Uint8Array, ParsedPage>();

/** The envelope of a page; its rows are not looked into. Throws `BankError`. */
export function parsePage(body: Uint8Array, limits: BankLimits): ParsedPage {
  const known = parsedPages.get(body);
  if (known !== undefined) return known;
  const parsed = parseBody(body, limits);
  parsedPages.set(body, parsed);
  return parsed;
}

function parseBody(body: Uint8Array, limits: BankLimits): ParsedPage {
  const page = pageSchema.safeParse(parseBankJson(body, limits.maxJsonDepth));
  if (!page.success) throw new BankError({ code: 'bank_contract_violation', sent: true, bankCode: 'PAGE_SHAPE' });
  if (page.data.transactions.booked.length > limits.maxPageRows)
    throw new BankError({ code: 'bank_contract_violation', sent: true, bankCode: 'PAGE_ROWS' });
  const { transactions } = page.data;
  // Reservations are for display: too many of them must not hold back a booked row.
  const pending = transactions.pending.slice(0, limits.maxPageRows);
  return { ...page.data, transactions: { ...transactions, pending } };
}

/** The link to the next page as the bank gave it, from any of the three places (bank B). */
export const nextLink = ({ links, _links, transactions }: ParsedPage): string | null =>
  [links, _links, transactions._links].map((place) => place?.next?.trim() ?? '').find((href) => href !== '') ?? null;
