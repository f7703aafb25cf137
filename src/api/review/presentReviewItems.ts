import type { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';
import type { StoredInvoice } from '../../db/sql/invoices/listInvoices.ts';
import { readInvoices } from '../../db/sql/invoices/readInvoices.ts';
import { readTransactions } from '../../db/sql/read/readTransactions.ts';
import type { StoredTransaction } from '../../db/sql/read/transactionColumns.ts';
import type { AllocationRecord } from '../../db/sql/review/allocationRecord.ts';
import type { StoredReviewItem } from '../../db/sql/review/reviewItemColumns.ts';
import { inAdvisedOrder } from '../../domain/matching/advisor/inAdvisedOrder.ts';
import { formatMinor } from '../../domain/money.ts';
import type { reviewItem } from '../shapes/reviewItemShape.ts';
import { presentInvoice } from '../shapes/storedInvoiceShape.ts';
import { presentTransaction } from '../shapes/transactionShape.ts';

type Presented = z.input<typeof reviewItem>;

/** Stored items as the contract's, with their rows and the invoices that they name; two statements however many. */
export async function presentReviewItems(
  em: EntityManager,
  clientId: string,
  items: readonly StoredReviewItem[],
): Promise<Presented[]> {
  const transactions = await readTransactions(
    em,
    clientId,
    items.map(({ transaction_id }) => transaction_id),
  );
  const invoices = await readInvoices(em, clientId, [...new Set(items.flatMap(invoicesNamed))]);
  return items.flatMap((item) => {
    const transaction = transactions.get(item.transaction_id);
    return transaction === undefined ? [] : [present(item, transaction, invoices)];
  });
}

const allocationsOf = ({ candidates, first_acceptance }: StoredReviewItem): readonly AllocationRecord[] => [
  ...candidates.flatMap(({ allocations }) => allocations),
  ...(first_acceptance?.allocations ?? []),
];

const invoicesNamed = (item: StoredReviewItem): readonly string[] =>
  allocationsOf(item).map(({ invoice_id }) => invoice_id);

function present(
  item: StoredReviewItem,
  transaction: StoredTransaction,
  invoices: ReadonlyMap<string, StoredInvoice>,
): Presented {
  const { first_acceptance: first, resolution } = item;
  const allocation = ({ invoice_id, amount_minor }: AllocationRecord) => {
    const invoice = invoices.get(invoice_id);
    return invoice === undefined
      ? []
      : [
          {
            invoice_id,
            external_id: invoice.external_id,
            amount: formatMinor(BigInt(amount_minor), invoice.currency),
          },
        ];
  };
  return {
    id: item.id,
    status: item.status,
    kind: item.kind,
    reason: item.reason,
    version: item.version,
    transaction: presentTransaction(transaction),
    candidates: inAdvisedOrder(item.candidates, item.advice?.places ?? []).map((candidate) => ({
      id: candidate.id,
      kind: candidate.kind,
      allocations: candidate.allocations.flatMap(allocation),
      probability: candidate.probability,
      reasons: candidate.reasons.map((reason) => ({ ...reason })),
    })),
    advice: item.advice?.sentence ?? null,
    invoices: [...new Set(invoicesNamed(item))].flatMap((id) => {
      const invoice = invoices.get(id);
      return invoice === undefined ? [] : [presentInvoice(invoice)];
    }),
    model_version: item.model_version,
    first_acceptance:
      first === null
        ? null
        : {
            user: first.user,
            candidate_id: first.candidate_id,
            allocations: first.allocations.flatMap(allocation),
            at: first.at,
          },
    resolution: resolution === null ? null : { ...resolution },
    created_at: item.created_at,
    updated_at: item.updated_at,
  };
}
