import { z } from 'zod';
import { BankError } from '../bankError.ts';
import { parseBankJson } from '../bankJson.ts';
import type { BankLimits } from '../bankLimits.ts';
import { accountReferenceSchema } from './textFields.ts';

const nextSchema = z.union([z.string(), z.object({ href: z.string() }).transform(({ href }) => href)]);
const linksSchema = z
  .object({ next: nextSchema.nullish().catch(null) })
  .nullish()
  .catch(null);

const pageSchema = z.object({
  account: accountReferenceSchema,
  // The array that a row is in is its status (bank B). Pending rows are a set of their own and are never counted.
  transactions: z.object({ booked: z.array(z.unknown()).default([]), _links: linksSchema }),
  links: linksSchema,
  _links: linksSchema,
});
export type ParsedPage = z.infer<typeof pageSchema>;

/** The envelope of a page; its rows are not looked into. Throws `BankError`. */
export function parsePage(body: Uint8Array, limits: BankLimits): ParsedPage {
  const page = pageSchema.safeParse(parseBankJson(body, limits.maxJsonDepth));
  if (!page.success) throw new BankError({ code: 'bank_contract_violation', sent: true, bankCode: 'PAGE_SHAPE' });
  if (page.data.transactions.booked.length > limits.maxPageRows)
    throw new BankError({ code: 'bank_contract_violation', sent: true, bankCode: 'PAGE_ROWS' });
  return page.data;
}

/** The link to the next page as the bank gave it, from any of the three places (bank B). */
export function nextLink({ links, _links, transactions }: ParsedPage): string | null {
  const href = links?.next ?? _links?.next ?? transactions._links?.next ?? null;
  return href === null || href.trim() === '' ? null : href.trim();
}
