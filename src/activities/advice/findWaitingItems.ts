import { createHash } from 'node:crypto';
import { listUnadvised, type UnadvisedItem } from '../../db/sql/advice/listUnadvised.ts';
import { readMatchAdvice } from '../../db/sql/advice/readMatchAdvice.ts';
import { withClient } from '../../db/tenantScope.ts';
import { calendarDate } from '../../domain/calendarDate.ts';
import type { GivenAdvice } from '../../domain/matching/advisor/readAdvice.ts';
import { type AdviceRequest, redact } from '../../domain/matching/advisor/redact.ts';
import type { AdviceDeps } from './adviceDeps.ts';

export interface ItemContent {
  readonly id: string;
  readonly version: number;
  readonly candidateCount: number;
  readonly request: AdviceRequest;
  /** SHA-256 of the request as it would be sent. */
  readonly contentHash: string;
}

export interface WaitingItems {
  readonly items: readonly ItemContent[];
  /** What was said already of their contents. */
  readonly known: ReadonlyMap<string, GivenAdvice>;
}

/** The next items without advice, what an advisor would be told of each, and what it has said of that already. */
export const findWaitingItems = (
  { orm }: Pick<AdviceDeps, 'orm'>,
  wanted: { readonly clientId: string; readonly afterId: string | null; readonly limit: number },
): Promise<WaitingItems> =>
  withClient(orm.em, { clientId: wanted.clientId, role: 'kontosync_worker' }, async (em) => {
    const items = (await listUnadvised(em, wanted)).map(toContent);
    const hashes = [...new Set(items.map(({ contentHash }) => contentHash))];
    return { items, known: await readMatchAdvice(em, wanted.clientId, hashes) };
  });

function toContent(item: UnadvisedItem): ItemContent {
  const request = redact({
    amountMinor: BigInt(item.amount_minor),
    currency: item.currency,
    bookingDate: calendarDate(item.booking_date),
    candidates: item.candidates,
    items: item.invoices.map((invoice) => ({
      id: invoice.id,
      isCreditNote: invoice.is_credit_note,
      residualMinor: BigInt(invoice.residual_minor),
      currency: invoice.currency,
      dueDate: calendarDate(invoice.due_date),
    })),
  });
  const { id, version, candidates } = item;
  const contentHash = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  return { id, version, candidateCount: candidates.length, request, contentHash };
}
